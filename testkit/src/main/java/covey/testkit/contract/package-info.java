/// What every environment keeps, as a test that a new one inherits: see [EnvironmentContract].
@NullMarked
package covey.testkit.contract;

import org.jspecify.annotations.NullMarked;
