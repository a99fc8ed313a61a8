/// One checksummed file of named arrays: the form of checkpoints and of deployed policies.
@NullMarked
package covey.archive;

import org.jspecify.annotations.NullMarked;
