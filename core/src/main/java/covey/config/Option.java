package covey.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// One option of a configuration record: its default, its help and what is usual stand beside its name and type.
///
/// Types that can be options: `int`, `long`, `float`, `double`, `boolean` and their boxes, `String`, enums, records of
/// options, sealed interfaces of such records, any type with `public static T parse(String)` whose `toString()` gives
/// the text back ([Schedule] is one), and `Optional`, `List` and `Map` with text keys of all these.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
  /// Stands for "there is no default": the option has to be given.
  String REQUIRED = "\0";

  /// The default as text, exactly as a user would write it. Without one, an `Optional` is empty, a `List` or `Map` has
  /// no elements, a record has the defaults of its own options, and everything else has to be given.
  String byDefault() default REQUIRED;

  /// What the option means, with its unit and what is allowed: one line, no full stop.
  String help();

  /// Values that are usual, as text for people (`0.1 to 0.3`); the default is named where this is empty.
  String usual() default "";
}
