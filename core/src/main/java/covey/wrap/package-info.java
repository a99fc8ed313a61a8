/// Environments around environments: small changes that any environment may want, each of which composes with the others
/// and keeps the contract.
@NullMarked
package covey.wrap;

import org.jspecify.annotations.NullMarked;
