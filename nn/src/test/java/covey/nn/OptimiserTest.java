package covey.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/// Steps against tables worked out by hand.
class OptimiserTest {
  private final Parameters p = new Parameters("p", new PpoFixture.Numbers(1));

  {
    p.add("v", 1, 2, Initialiser.constant(1f));
  }

  private void step(Optimiser optimiser, float rate, float scale, float... gradients) {
    float[] padded = new float[16];
    System.arraycopy(gradients, 0, padded, 0, gradients.length);
    optimiser.begin(rate, scale);
    optimiser.step(0, 16, padded);
  }

  @Test
  void sgd_goes_down_the_gradient() {
    step(new Sgd(p, 0f), 0.5f, 1f, 2f, -4f);
    assertArrayEquals(new float[] {0f, 3f}, p.export()); // 1 - 0.5 * 2; 1 + 0.5 * 4
  }

  @Test
  void momentum_adds_up() {
    var sgd = new Sgd(p, 0.5f);
    step(sgd, 0.25f, 1f, 2f, 0f); // m = 2: 1 - 0.5
    assertEquals(0.5f, p.export()[0]);
    step(sgd, 0.25f, 1f, 2f, 0f); // m = 1 + 2 = 3: 0.5 - 0.75
    assertEquals(-0.25f, p.export()[0]);
    step(sgd, 0.25f, 0.5f, 2f, 0f); // scaled: m = 1.5 + 1 = 2.5: -0.25 - 0.625
    assertEquals(-0.875f, p.export()[0]);
  }

  @Test
  void rms_prop_divides_by_the_root_mean_square() {
    var rmsProp = new RmsProp(p, 0.75f, 1e-20f);
    step(rmsProp, 0.5f, 1f, 4f, -2f); // v = 0.25 * 16 = 4, root 2: 1 - 0.5 * 4 / 2; v = 1: 1 + 0.5 * 2 / 1
    assertArrayEquals(new float[] {0f, 2f}, p.export());
    step(rmsProp, 0.5f, 1f, 2f, 0f); // v = 0.75 * 4 + 0.25 * 4 = 4: 0 - 0.5 * 2 / 2; no gradient: no step
    assertArrayEquals(new float[] {-0.5f, 2f}, p.export());
  }

  @Test
  void the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient() {
    var adam = new Adam(p, 0.9f, 0.999f, 1e-12f);
    step(adam, 0.125f, 1f, 1000f, -0.001f);
    assertArrayEquals(new float[] {0.875f, 1.125f}, p.export(), 1e-6f);
  }

  @Test
  void adam_follows_the_paper_for_three_steps() {
    var adam = new Adam(p, 0.5f, 0.75f, 1e-8f);
    double m = 0;
    double v = 0;
    double value = 1;
    double[] gradients = {2, -1, 0.5};
    for (int t = 1; t <= 3; t++) {
      double g = gradients[t - 1];
      m = 0.5 * m + 0.5 * g;
      v = 0.75 * v + 0.25 * g * g;
      value -= 0.1 * (m / (1 - Math.pow(0.5, t))) / (Math.sqrt(v / (1 - Math.pow(0.75, t))) + 1e-8);
      step(adam, 0.1f, 1f, (float) g, 0f);
      assertEquals(value, p.export()[0], 3e-7);
    }
    assertEquals(1f, p.export()[1]);
  }

  @Test
  void moments_below_1e_minus_30_are_flushed_to_zero() {
    var adam = new Adam(p, 0.5f, 0.5f, 1e-8f);
    step(adam, 0.1f, 1f, 1e-12f, 1e-12f); // v = 0.5e-24
    for (int i = 0; i < 60; i++) step(adam, 0.1f, 1f, 0f, 0f); // v = 2^-61 e-24, m = 2^-61 e-12: both below
    assertArrayEquals(new float[] {0f, 0f}, adam.state().moments().get(0));
    assertArrayEquals(new float[] {0f, 0f}, adam.state().moments().get(1));
  }

  @Test
  void a_saved_optimiser_goes_on_as_if_never_stopped() {
    Optimiser[] all = {new Adam(p, 0.9f, 0.99f, 1e-8f), new RmsProp(p, 0.9f, 1e-8f), new Sgd(p, 0.9f)};
    for (Optimiser first : all) {
      step(first, 0.1f, 1f, 1f, -2f);
      Parameters saved = p.copy();
      Optimiser.State state = first.state();
      step(first, 0.1f, 1f, 0.5f, 3f);
      float[] straight = p.export();
      Optimiser second = switch (first) {
        case Adam _ -> new Adam(saved, 0.9f, 0.99f, 1e-8f);
        case RmsProp _ -> new RmsProp(saved, 0.9f, 1e-8f);
        case Sgd _ -> new Sgd(saved, 0.9f);
      };
      second.load(state);
      step(second, 0.1f, 1f, 0.5f, 3f);
      assertArrayEquals(straight, saved.export());
      assertEquals(2, second.state().steps());
    }
  }

  @Test
  void impossible_settings_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> new Adam(p, 1f, 0.999f, 1e-8f));
    assertThrows(IllegalArgumentException.class, () -> new Adam(p, 0.9f, 0.999f, 0f));
    assertThrows(IllegalArgumentException.class, () -> new RmsProp(p, -0.1f, 1e-8f));
    assertThrows(IllegalArgumentException.class, () -> new Sgd(p, 1f));
  }
}
