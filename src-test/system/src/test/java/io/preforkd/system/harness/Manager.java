package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A service manager that listens to what daemons say of themselves, and keeps the sockets that they
 * have it keep.
 */
public final class Manager implements AutoCloseable {
  private final Process process;
  private final DaemonLog heard;

  private Manager(Process process) {
    this.process = process;
    this.heard = new DaemonLog(process.getInputStream());
  }

  /** Listens on this datagram socket: a path, or an abstract name, which begins with {@code @}. */
  public static Manager at(String socket) throws IOException {
    Path script = Image.testWorkers().resolve("manager.py");
    Manager manager =
        new Manager(
            new ProcessBuilder("python3", script.toString(), socket)
                .redirectErrorStream(true)
                .start());
    manager.heard.await("^listening$");
    return manager;
  }

  /** Its messages, one a line, with {@code |} between assignments. */
  public DaemonLog heard() {
    return heard;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Finished.await(process, heard);
  }
}
