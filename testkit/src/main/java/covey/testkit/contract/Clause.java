package covey.testkit.contract;

/// One promise of the environment contract; [Contract#breach] says whether an environment keeps it.
public enum Clause {
  // ---- seen while playing ------------------------------------------------------------------------------------------

  /// `create(games).spec()` equals `spec()` of the options, which is the same at each call.
  SPEC_IS_STABLE("the environment has the spec that its options promise"),
  /// Whatever the actions, as long as they are legal.
  NOTHING_IS_THROWN("nothing is thrown"),
  /// Of scalar environments, whose writer knows the spaces: a value beyond its space would be one of a neighbour's.
  VALUES_HAVE_A_PLACE("whatever is written has a place in its space"),
  /// An episode ends within the bound that the test states: silence is not mistaken for success.
  EPISODES_END("every episode ends within the stated number of timesteps"),
  /// States and endings are of the known codes, and an agent that ends WAITS.
  STATES_ARE_KNOWN("states and endings are known, and who ends WAITS"),
  /// Where the spec promises EVERYONE_DECIDES.
  EVERYONE_DECIDES("everyone decides at each timestep that is not last, if that is promised"),
  /// After its end a slot is ABSENT or holds a newcomer of a later generation.
  ENDS_ARE_FINAL("who has ended does not go on without a new generation"),
  /// An agent leaves through an end, and its generation stays while it is there.
  NOBODY_VANISHES("nobody vanishes or is replaced without an end"),
  /// At a last timestep every present agent has ended.
  LAST_ENDS_EVERYBODY("at a last timestep every present agent has ended"),
  /// Every branch of every agent that DECIDES has a legal choice.
  DECISIONS_HAVE_A_LEGAL_ACTION("whoever decides has a legal action"),
  /// Learners bootstrap from truncated rows and need the mask there.
  TRUNCATIONS_HAVE_A_LEGAL_ACTION("whoever is truncated has a mask with a legal action"),
  /// A FORCED action is written with its timestep and lies in the space.
  FORCED_ACTIONS_ARE_ACTIONS("a forced action lies in the action space"),
  /// Observations, private states and the team state are finite and within the bounds of their spaces.
  VALUES_ARE_WITHIN_BOUNDS("all that is observed is finite and lies in its space"),
  /// Rewards and auxiliary rewards are finite.
  REWARDS_ARE_FINITE("rewards are finite"),
  /// Neither rewards nor auxiliary ones.
  ABSENT_AGENTS_ARE_NOT_PAID("no reward goes to an ABSENT slot"),
  /// Neither rewards nor auxiliary ones.
  RESETS_PAY_NOTHING("no reward is paid in a reset"),
  /// `elapsed` is finite and not negative.
  TIME_RUNS_FORWARD("elapsed time is finite and not negative"),
  /// Each declared metric is reported, finite, at each end of an episode, and touched at no other time.
  METRICS_COME_AT_THE_END("metrics are reported at the end of an episode, and only there"),
  /// A skip shows a last timestep with every slot ABSENT, pays nothing and reports nothing.
  SKIPS_ARE_BLANK("a skip repeats a blank last timestep"),

  // ---- seen by comparing two runs ----------------------------------------------------------------------------------

  /// Two environments of the same options, keys and actions write the same bytes.
  SAME_KEY_SAME_BYTES("the same keys and actions give the same bytes"),
  /// Unless the environment is declared to know no chance, in which case the key must change nothing.
  KEYS_MATTER("another key gives another episode, exactly if the environment draws"),
  /// Whatever the others are told, a game goes its own way.
  GAMES_ARE_INDEPENDENT("the bits of one game do not depend on the others"),
  /// One game alone, several in one vector, vectors of several sizes: the same bits.
  VECTORS_CHANGE_NOTHING("the bits of one game do not depend on how many games are beside it in which vector"),
  /// How timesteps are cut into rollouts is no business of the environment.
  ROLLOUTS_CHANGE_NOTHING("the length of the rollouts changes nothing"),
  /// Columns for critics that nobody wants are not written, and that changes nothing else.
  UNWANTED_COLUMNS_CHANGE_NOTHING("leaving out the columns for critics changes nothing else"),
  /// No value is left over from the memory's former use.
  ROWS_ARE_FULLY_WRITTEN("every value of every row is written"),
  /// Actions exist where an agent DECIDES or is FORCED; nowhere else are they read.
  UNASKED_ACTIONS_ARE_NOT_READ("actions of agents that were not asked are not read"),
  /// A skip draws nothing and leaves nothing behind.
  SKIPS_CHANGE_NOTHING("skips change nothing in the episodes around them"),
  /// A game that has played before plays an episode like a fresh one, so that repeating its actions from its reset
  /// restores it. Not asked of environments that declare `restore` = NONE.
  EPISODES_STAND_ALONE("an episode follows from its key and actions alone, so it can be restored by replay"),
  /// A game that was saved in the middle of an episode goes on in a fresh environment as if nothing had happened. Asked
  /// of environments that declare `restore` = STATE.
  SAVED_GAMES_GO_ON("a saved game goes on in a fresh environment in the same bits"),

  // ---- resources ---------------------------------------------------------------------------------------------------

  /// After a warm-up, as counted by the JVM for the thread; not asked of environments declared to allocate.
  NOTHING_IS_ALLOCATED("nothing is allocated per transition"),
  /// Fresh, in the middle of an episode or after it; other environments of the same options play on.
  CLOSING_IS_SAFE("closing works at any time and touches no other environment");

  /// The promise as a sentence without a full stop.
  public final String promise;

  Clause(String promise) {
    this.promise = promise;
  }
}
