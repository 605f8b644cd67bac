package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This machine once more, for tests that install things: its files, a network and processes of its
 * own. Whatever is done there is gone at the end, and nothing of the machine itself changes. Only
 * root can have one, where the kernel allows mounts.
 */
public final class PrivateRoot extends Enclosure {
  private static final List<String> NAMESPACES = List.of("--mount", "--pid", "--net");
  private static final String PROBE =
      "mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work /mnt/root && mount -t overlay -o"
          + " lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root";

  private static final String LOGS = "/var/log/mail.log /run/journal /run/sandbox";

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

  @Override
  List<String> entering() {
    List<String> command = new ArrayList<>(List.of("nsenter", "--target", init));
    command.addAll(NAMESPACES);
    command.add("--");
    return command;
  }

  @Override
  String whatIsKnown() throws IOException {
    return run("tail -n 99 " + LOGS).output();
  }

  /** Ends all that runs there. */
  @Override
  public void close() throws IOException {
    holder.getOutputStream().close();
    Finished.await(holder, log);
  }
}
