package io.preforkd.server.host;

import io.preforkd.server.sys.ProcFs;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory of a process.
 *
 * @param isProportional whether it is the PSS; the RSS otherwise
 */
record MemorySample(long bytes, boolean isProportional) {

  /** Takes a millisecond or more; empty if the process has ended. */
  static Optional<MemorySample> of(int pid) {
    OptionalLong proportional = ProcFs.proportionalSize(pid);
    OptionalLong size = proportional.isPresent() ? proportional : ProcFs.residentSize(pid);
    return size.isPresent()
        ? Optional.of(new MemorySample(size.getAsLong(), proportional.isPresent()))
        : Optional.empty();
  }
}
