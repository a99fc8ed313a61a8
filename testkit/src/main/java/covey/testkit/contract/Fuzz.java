package covey.testkit.contract;

import covey.env.LayoutColumns;
import covey.random.Keys;
import covey.space.Space;

/// Ways to act that find what uniform chance seldom does. Each action is a pure function of the game's noise, the clock
/// and the slot, so that a run can be repeated.
enum Fuzz implements Hand {
  /// Uniform over the legal choices and within the bounds.
  UNIFORM,
  /// Keeps to an intention for eight timesteps: leads further than a random walk.
  STUBBORN,
  /// The first or the last legal choice, the lower or the upper bound.
  EXTREME,
  /// Everybody intends the same.
  TOGETHER,
  /// The first legal choice, or the number closest to 0: does an episode end when nobody does anything?
  IDLE;

  private static final int PATIENCE = 8;

  @Override
  public void act(LayoutColumns columns, int row, int slot, int game, int episode, int clock, long noise) {
    if (this == IDLE) {
      Choices.plainest(columns, row);
      return;
    }
    int first = 0;
    for (int branch = 0; branch < columns.branches.length; branch++) {
      int legal = Choices.legal(columns, row, branch, first, columns.branches);
      if (legal == 0) {
        throw new IllegalStateException("the agent in slot " + slot + " DECIDES, but has no legal action");
      }
      int rank = Math.min((int) (draw(slot, clock, noise, branch) * legal), legal - 1);
      Choices.choose(columns, row, branch, Choices.ranked(columns, row, first, rank));
      first += columns.branches[branch];
    }
    switch (columns.example.action()) {
      case Space.Box box when box.element() == Space.Element.FLOAT -> {
        for (int d = 0; d < box.size(); d++) Choices.set(columns, row, d, within(box, d, draw(slot, clock, noise, d)));
      }
      case Space.Box _, Space.Entities _, Space.Composite _, Space.History _ ->
          throw new IllegalArgumentException("nobody can act in " + columns.example.action() + " yet");
      case Space.Discrete _, Space.MultiDiscrete _, Space.MultiBinary _ -> {}
    }
  }

  private double draw(int slot, int clock, long noise, int index) {
    return switch (this) {
      case UNIFORM -> Keys.uniform(noise, clock, slot, index);
      case STUBBORN -> Keys.uniform(noise, clock / PATIENCE, slot, index);
      case EXTREME -> Keys.uniform(noise, clock / 2, slot, index) < 0.5 ? 0 : 1;
      case TOGETHER -> Keys.uniform(noise, clock, 0, index);
      case IDLE -> 0;
    };
  }

  /// A missing bound is taken for one unit beyond the other one or, where both are missing, for -1 and 1.
  private static float within(Space.Box box, int d, double share) {
    boolean open = Float.isInfinite(box.low(d));
    double low = open ? Math.min(-1, box.high(d) - 1.0) : box.low(d);
    double high = Float.isInfinite(box.high(d)) ? Math.max(1, low + 1) : box.high(d);
    return Math.clamp((float) (low + (high - low) * share), box.low(d), box.high(d));
  }
}
