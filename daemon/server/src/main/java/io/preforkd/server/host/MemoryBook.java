package io.preforkd.server.host;

import io.preforkd.server.snapshot.MemoryView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What was last measured of the memory of a pool's children. Loop thread only. */
final class MemoryBook {
  private record Entry(long generation, long bytes, long at) {}

  private final Map<Integer, Entry> entries = new HashMap<>();
  private final PoolLog log;
  private boolean toldOfResidentSize;

  MemoryBook(PoolLog log) {
    this.log = log;
  }

  void note(int slot, long generation, MemorySample sample, long now) {
    entries.put(slot, new Entry(generation, sample.bytes(), now));
  }

  /** Where a limit is compared with it, the operator should know what is compared; once. */
  void tellOfResidentSize(MemorySample sample) {
    if (!sample.isProportional() && !toldOfResidentSize) {
      toldOfResidentSize = true;
      log.measuresResidentSize();
    }
  }

  /** Empty if this child has not been measured. */
  Optional<MemoryView> of(int slot, long generation, long now) {
    return Optional.ofNullable(entries.get(slot))
        .filter(entry -> entry.generation() == generation)
        .map(entry -> new MemoryView(entry.bytes(), now - entry.at()));
  }
}
