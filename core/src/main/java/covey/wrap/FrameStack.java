package covey.wrap;

import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.VectorEnvironment;
import covey.space.Space;
import java.util.ArrayList;

/// Lets every agent see its latest observations, the present one first. A little memory for policies that have none: speed
/// from places, a sign that has just passed.
///
/// The observations become [Space.History]: the environment writes each once, rows know the row before them, and
/// networks read several. Frames are those of the same occupant in the same episode: at its first observation all frames
/// are that one. A frame is an observation that the agent had, so that nothing is added while it waits unseen.
///
/// @param frames how many observations are seen, the present one included
public record FrameStack(
    @Option(byDefault = "4", help = "observations that are seen, the present one included, at least 1", usual = "2 to 8")
        int frames)
    implements Wrapper {

  public FrameStack {
    Validation.of(FrameStack.class)
        .require(frames >= 1, "frames", frames, "must be at least 1")
        .throwIfInvalid();
  }

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    var slots = new ArrayList<Slot>();
    for (Slot slot : inner.slots()) {
      if (slot.observation() instanceof Space.History) {
        throw new IllegalArgumentException("frame-stack = " + frames + ", but " + inner.name()
            + " stacks the frames of agent " + slot.id() + " already; one frame-stack is allowed");
      }
      slots.add(frames == 1 ? slot : slot.seeing(new Space.History(slot.observation(), frames)));
    }
    return inner.withName(inner.name() + "+frame-stack(" + frames + ")").withSlots(slots);
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    return new Forwarding(spec(inner.spec()), inner.create(games));
  }
}
