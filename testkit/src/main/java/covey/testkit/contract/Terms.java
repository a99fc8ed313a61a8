package covey.testkit.contract;

/// How thoroughly an environment is tested, and what it declares about itself.
///
/// @param games number of games side by side, at least 2
/// @param episodes episodes that each game plays
/// @param longestEpisode timesteps after a reset within which each episode must have ended
/// @param drawn whether episodes depend on chance
/// @param allocates whether the environment may allocate in each transition
/// @param seed root of all keys and actions of the test
public record Terms(int games, int episodes, int longestEpisode, boolean drawn, boolean allocates, long seed) {
  /// What is usual: four games of three episodes of at most 1,000 timesteps, with chance, nothing allocated.
  public static final Terms USUAL = new Terms(4, 3, 1_000, true, false, 1);

  public Terms {
    require(games >= 2, "games", games, "must be at least 2: independence shows between games; 4 is usual");
    require(
        episodes >= 2, "episodes", episodes, "must be at least 2: a second reset differs from the first; 3 is usual");
    require(longestEpisode >= 1, "longestEpisode", longestEpisode, "must be at least 1; 1000 is usual");
  }

  public Terms withEpisodes(int number) {
    return new Terms(games, number, longestEpisode, drawn, allocates, seed);
  }

  public Terms withLongestEpisode(int timesteps) {
    return new Terms(games, episodes, timesteps, drawn, allocates, seed);
  }

  public Terms withDrawn(boolean dependOnChance) {
    return new Terms(games, episodes, longestEpisode, dependOnChance, allocates, seed);
  }

  public Terms withAllocates(boolean mayAllocate) {
    return new Terms(games, episodes, longestEpisode, drawn, mayAllocate, seed);
  }

  private static void require(boolean holds, String what, int is, String rule) {
    if (!holds) throw new IllegalArgumentException(what + " = " + is + ", but it " + rule);
  }
}
