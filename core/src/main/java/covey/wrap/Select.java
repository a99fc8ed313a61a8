package covey.wrap;

import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps some parts of the observations and leaves out the others: for ablations, and for what should not be known.
///
/// @param parts names of what is kept, `part` or `part.of.part`; the order stays that of the environment
public record Select(
    @Option(help = "parts of the observation to keep, as in: velocity, landmarks") List<String> parts)
    implements Wrapper {

  public Select {
    parts = List.copyOf(parts);
    Validation.of(Select.class)
        .require(!parts.isEmpty(), "parts", parts, "must name at least one part")
        .throwIfInvalid();
  }

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    for (String part : parts) requireKnown(part, inner);
    return Shown.spec(inner, "select" + parts, seen -> selected(seen, inner), path -> kept(path) ? path : null);
  }

  private void requireKnown(String part, EnvironmentSpec inner) {
    var known = new TreeSet<String>();
    for (EnvironmentSpec.Slot slot : inner.slots()) collect("", RowLayout.present(slot.observation()), known);
    if (known.contains(part)) return;
    throw new IllegalArgumentException("parts = %s, but %s has no part %s; it has: %s".formatted(
        parts, inner.name(), part, known.isEmpty() ? "no parts at all" : String.join(", ", known)));
  }

  private static void collect(String path, Space space, TreeSet<String> known) {
    if (!path.isEmpty()) known.add(path);
    if (!(space instanceof Space.Composite(List<Space.Part> own))) return;
    for (Space.Part part : own) collect(joined(path, part.name()), part.space(), known);
  }

  private Space selected(Space seen, EnvironmentSpec inner) {
    Space kept = selected("", seen);
    if (kept == null) {
      throw new IllegalArgumentException(
          "parts = %s, but an agent of %s has none of them: it would see nothing".formatted(parts, inner.name()));
    }
    return kept;
  }

  private @Nullable Space selected(String path, Space space) {
    if (kept(path)) return space;
    if (!(space instanceof Space.Composite(List<Space.Part> own))) return null;
    var left = new ArrayList<Space.Part>();
    for (Space.Part part : own) {
      Space inside = selected(joined(path, part.name()), part.space());
      if (inside != null) left.add(new Space.Part(part.name(), inside));
    }
    return left.isEmpty() ? null : new Space.Composite(left);
  }

  private static String joined(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private boolean kept(@Nullable String path) {
    if (path == null) return false;
    for (String part : parts) {
      if (path.equals(part) || path.startsWith(part + ".")) return true;
    }
    return false;
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    EnvironmentSpec spec = spec(inner.spec());
    var slices = new ArrayList<List<Slice>>(); // per slot
    for (int slot = 0; slot < spec.agents(); slot++) {
      slices.add(slices(RowLayout.of(inner.spec().slots().get(slot).observation()),
          RowLayout.of(spec.slots().get(slot).observation())));
    }
    return new Shown(spec, inner, games, (game, slot, from, row, to, at) -> {
      List<Slice> ofSlot = slices.get(slot);
      for (int i = 0; i < ofSlot.size(); i++) ofSlot.get(i).copy(from, row, to, at);
    });
  }

  private static List<Slice> slices(RowLayout from, RowLayout to) {
    var slices = new ArrayList<Slice>();
    for (RowLayout.Leaf kept : to.leaves()) {
      for (RowLayout.Leaf leaf : from.leaves()) {
        if (!leaf.path().equals(kept.path())) continue;
        slices.add(new Slice(leaf.element(), leaf.offset(), kept.offset(), kept.width()));
        if (leaf.count() >= 0) slices.add(new Slice(Space.Element.INT, leaf.count(), kept.count(), 1));
      }
    }
    return slices;
  }

  /// Values that are copied.
  private record Slice(Space.Element element, int from, int to, int width) {
    void copy(SpaceColumn source, int row, SpaceColumn target, int at) {
      RowLayout in = source.layout;
      RowLayout out = target.layout;
      switch (element) {
        case FLOAT -> System.arraycopy(
            source.floats, row * in.floats() + from, target.floats, at * out.floats() + to, width);
        case INT -> System.arraycopy(source.ints, row * in.ints() + from, target.ints, at * out.ints() + to, width);
        case UINT8 -> System.arraycopy(
            source.bytes, row * in.bytes() + from, target.bytes, at * out.bytes() + to, width);
      }
    }
  }
}
