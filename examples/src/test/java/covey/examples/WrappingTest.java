package covey.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import covey.testkit.contract.Terms;
import covey.wrap.SuccessGate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WrappingTest {
  @Nested
  class Wrapped extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Wrapping.wrapped();
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withAllocates(true); // games that are cut are made anew
    }
  }

  @Nested
  class Shaped extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Wrapping.shaped();
    }
  }

  @Nested
  class Harder extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Wrapping.harder();
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withAllocates(true); // games that are cut are made anew
    }
  }

  @Nested
  class Vans extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new Wrapping.VansConfig(5);
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withAllocates(true); // threads that sleep and wake allocate
    }
  }

  @Test
  void success_turns_the_dial_two_iterations_later() {
    var curriculum = Wrapping.harder();
    var gate = new SuccessGate(3, 0.8, 2);
    Wrapping.turn(curriculum, gate, 0, 0.9);
    assertEquals(0, curriculum.dial().level());
    Wrapping.turn(curriculum, gate, 1, 0.9);
    assertEquals(1, curriculum.dial().level());
  }

  @Test
  void a_run_is_of_the_wrapped_environment() {
    assertEquals("simple_spread-v3+action-repeat(2)+frame-stack(4)", Wrapping.run().environment().spec().name());
  }
}
