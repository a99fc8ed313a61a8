package covey.rollout;

/// The account of one finished episode.
///
/// @param moment transitions of its game before the one that ended it, over the whole run: with the game it orders
///     episodes
/// @param game number of the game
/// @param episode number of the episode within its game
/// @param length joint steps
/// @param returns sum of raw rewards per agent slot
/// @param metrics what the environment reported
/// @param policies the policy bound to each agent slot
@SuppressWarnings("ArrayRecordComponent") // read-only by convention; equality is not asked for
public record FinishedEpisode(
    long moment, int game, int episode, int length, double[] returns, double[] metrics, int[] policies) {}
