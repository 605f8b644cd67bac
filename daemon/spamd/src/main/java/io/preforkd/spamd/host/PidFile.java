package io.preforkd.spamd.host;

import io.preforkd.spamd.host.log.FileRights;
import io.preforkd.spamd.host.log.HostLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who serves, as long as he does; that it cannot be written stops nobody. */
final class PidFile {
  private static final Logger LOG = LoggerFactory.getLogger(HostLog.OWN);

  private final Optional<Path> path;
  private final String text;
  private final int umask;
  private boolean isWritten;

  /**
   * @param umask of the caller
   */
  PidFile(Optional<Path> path, long pid, int umask) {
    this.umask = umask;
    this.path = path;
    this.text = pid + "\n";
  }

  synchronized void write() {
    path.ifPresent(this::write);
  }

  private void write(Path file) {
    try {
      FileRights.makeIfMissing(file, umask);
      Files.writeString(file, text);
      isWritten = true;
    } catch (IOException e) {
      LOG.warn("spamd: cannot write to PID file: {}", e.toString());
    }
  }

  /** Another one's is left alone, as that of a daemon that was started meanwhile. */
  synchronized void remove() {
    if (!isWritten) {
      return;
    }
    isWritten = false;
    Path file = path.orElseThrow();
    try {
      if (Files.readString(file).equals(text)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("spamd: cannot unlink {}: {}", file, e.toString());
    }
  }
}
