package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * This machine once more, for tests that install things: its files, a network and processes of its
 * own. Whatever is done there is gone at the end, and nothing of the machine itself changes. Only
 * root can have one, where the kernel allows mounts.
 */
public final class PrivateRoot implements AutoCloseable {
  private static final List<String> NAMESPACES = List.of("--mount", "--pid", "--net");
  private static final List<String> ENVIRONMENT =
      List.of("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8");

  private static final String PROBE =
      "mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work /mnt/root && mount -t overlay -o"
          + " lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root";

  private static final String LOGS = "/var/log/mail.log /run/journal /run/sandbox";

  /** A service takes a while to start, also where nothing else is done. */
  private static final Duration PATIENCE = Patience.LIMIT.multipliedBy(2);

  private final Process holder;
  private final DaemonLog log;
  private final String init;

  private PrivateRoot(Process holder) {
    this.holder = holder;
    this.log = new DaemonLog(holder.getInputStream());
    log.await("^ready$");
    this.init = Long.toString(new ProcessView(holder.pid()).children().get(0).pid());
  }

  /** Whether there can be one. */
  public static boolean isPossible() throws IOException {
    List<String> probe = new ArrayList<>(List.of("unshare"));
    probe.addAll(NAMESPACES);
    probe.addAll(List.of("--fork", "sh", "-c", PROBE));
    return Finished.run(probe.toArray(String[]::new)).exitCode() == 0;
  }

  /**
   * Makes one.
   *
   * @param folder an empty one
   * @param shared what is to be seen there as {@code /mnt}
   */
  public static PrivateRoot in(Path folder, Path shared) throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare"));
    command.addAll(NAMESPACES);
    command.addAll(List.of("--fork", "--kill-child", "perl"));
    command.add(Image.debian("root.pl").toString());
    command.addAll(List.of(folder.toString(), shared.toString()));
    return new PrivateRoot(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Runs a line of the shell there to its end. */
  public Finished run(String line) throws IOException {
    List<String> command = new ArrayList<>(List.of("nsenter", "--target", init));
    command.addAll(NAMESPACES);
    command.add("--");
    command.addAll(ENVIRONMENT);
    command.addAll(List.of("sh", "-c", line));
    return Finished.runSlow(command.toArray(String[]::new));
  }

  /** Runs a line of the shell that is to succeed, and returns what it prints. */
  public String must(String line) throws IOException {
    Finished done = run(line);
    if (done.exitCode() != 0) {
      throw new AssertionError(line + " exits with " + done + "\n" + run("tail -n 99 " + LOGS));
    }
    return done.output();
  }

  /** Waits until a line of the shell succeeds; it is tried there, where that costs little. */
  public void await(String line) throws IOException {
    must(
        "end=$(($(date +%%s) + %d)); until %s; do test $(date +%%s) -lt $end || exit; sleep 0.1; done"
            .formatted(PATIENCE.toSeconds(), line));
  }

  /** Ends all that runs there. */
  @Override
  public void close() throws IOException {
    holder.getOutputStream().close();
    Finished.await(holder, log);
  }
}
