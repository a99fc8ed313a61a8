package covey.run;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/// What a run is going to do, and what it will take.
///
/// @param directory where it writes
/// @param environment name
/// @param agents ids
/// @param algorithm name
/// @param seed root of all chance
/// @param threads that play and learn
/// @param budget limits, in words
/// @param jointStepsPerIteration at most
/// @param memoryBytes that the run holds now that everything is made
/// @param memoryLimit that the JVM may take
/// @param secondsExpected for what is left; empty if nothing is known
/// @param expectedFrom what the expectation rests on
/// @param iterationsDone 0, or where a resumed run goes on
public record Plan(
    Path directory, String environment, List<String> agents, String algorithm, long seed, int threads, String budget,
    long jointStepsPerIteration, long memoryBytes, long memoryLimit, OptionalDouble secondsExpected,
    String expectedFrom, long iterationsDone) {}
