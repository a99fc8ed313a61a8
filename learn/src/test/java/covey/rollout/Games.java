package covey.rollout;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec.Storage;
import covey.testkit.probes.ConstantReward;
import covey.testkit.probes.ContinuousTarget;
import covey.testkit.probes.DelayedReward;
import covey.testkit.probes.Deliveries;
import covey.testkit.probes.Elimination;
import covey.testkit.probes.ForcedActions;
import covey.testkit.probes.Havoc;
import covey.testkit.probes.ImageSide;
import covey.testkit.probes.Matching;
import covey.testkit.probes.MixedEndings;
import covey.testkit.probes.ObservedReward;
import covey.testkit.probes.OnePaid;
import covey.testkit.probes.Recall;
import covey.testkit.probes.Respawning;
import covey.testkit.probes.SuccessiveChoices;
import covey.testkit.probes.TakeStones;
import covey.testkit.probes.Whisper;
import covey.wrap.FrameStack;
import java.util.List;
import java.util.stream.Stream;

/// Games for tests that must hold in every game: the probes, and random games in every type of storage.
public final class Games {
  private Games() {}

  public static Stream<EnvironmentConfig> all() {
    return Stream.of(probes().stream(), random(), stacked()).flatMap(games -> games);
  }

  /// Games whose agents see histories, in every type of storage, with agents that wait, die and arrive.
  public static Stream<EnvironmentConfig> stacked() {
    return Stream.of(
        new FrameStack(3).around(new Matching.Config(3, 2, 4)),
        new FrameStack(4).around(new Deliveries.Config(6, 12, false)),
        new FrameStack(4).around(new Deliveries.Config(6, 12, true)),
        new FrameStack(3).around(new Respawning.Config(3, 4, 2, 12)),
        new FrameStack(2).around(new Whisper.Config(3, 4)),
        new FrameStack(3).around(new Havoc.Config(5, 20, false, false)),
        new FrameStack(3).around(new Havoc.Config(4, 20, true, true)),
        new FrameStack(3).around(new ImageSide.Config(2, 4)),
        new ConcatenatedState(new FrameStack(3).around(new Matching.Config(3, 2, 4))),
        new ConcatenatedState(new FrameStack(3).around(new Havoc.Config(5, 20, true, false))));
  }

  public static List<EnvironmentConfig> probes() {
    return List.of(
        new ConstantReward.Config(2, 3, 1),
        new ContinuousTarget.Config(2, 2, 5),
        new DelayedReward.Config(2, 3),
        new Deliveries.Config(6, 12, false),
        new Deliveries.Config(6, 12, true),
        new Elimination.Config(4, false),
        new Elimination.Config(4, true),
        new ForcedActions.Config(2, 3, 10),
        new ImageSide.Config(2, 4),
        new Matching.Config(3, 2, 4),
        new MixedEndings.Config(3, 8, 5),
        new ObservedReward.Config(2),
        new OnePaid.Config(3, 1, 3),
        new Recall.Config(2, 2, 3),
        new Respawning.Config(3, 4, 2, 12),
        new SuccessiveChoices.Config(4, 3),
        new TakeStones.Config(5, 9, 3, 0.125),
        new Whisper.Config(3, 4));
  }

  public static Stream<EnvironmentConfig> random() {
    return Stream.of(
        RandomGame.Config.simultaneous(Storage.EVERYONE_DECIDES),
        RandomGame.Config.wild(Storage.DENSE),
        RandomGame.Config.wild(Storage.PACKED),
        RandomGame.Config.wild(Storage.PACKED).observingAlways());
  }
}
