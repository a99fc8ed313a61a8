/// Configurations as values: records read from text, checked as a whole, and written back.
///
/// A configuration is a record whose components carry [Option]. [Configs] builds it from a tree of plain values (as a
/// YAML reader gives it), reports every fault at once, and turns it back into the tree it came from. [Validation]
/// belongs into the record's compact constructor, so that no record exists in a wrong state. [Schedule] is a scalar
/// that changes while training goes on.
///
/// This is the only package of the system that uses reflection.
@NullMarked
package covey.config;

import org.jspecify.annotations.NullMarked;
