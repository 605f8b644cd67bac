package io.preforkd.system.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A new Debian with nothing on it but a Java, Debian's spamd, and a systemd that runs: for what an
 * operator does on a machine of his own. It has no network but its loopback.
 */
public final class Machine extends Enclosure {
  private static final List<String> NEEDED =
      List.of("/usr/sbin/debootstrap", "/usr/bin/systemd-nspawn", "/usr/bin/nsenter");

  /** The last is what spamd's libraries want in one of its forms, which debootstrap cannot see. */
  private static final String PACKAGES =
      "systemd,systemd-sysv,dbus,curl,logrotate,perl,default-jre-headless,spamd,spamc,perl-openssl-defaults";

  private static final Duration LONGEST = Duration.ofMinutes(20);

  private final Process container;
  private final DaemonLog log;
  private final ProcessHandle init;

  private Machine(Process container) {
    this.container = container;
    this.log = new DaemonLog(container.getInputStream());
    this.init =
        Patience.found("init", () -> container.children().filter(Machine::isInit).findFirst());
  }

  /** Who prepares the container comes before it. */
  private static boolean isInit(ProcessHandle child) {
    return child.info().command().filter(program -> program.endsWith("/systemd")).isPresent();
  }

  /** What is missing for there to be one. */
  public static Optional<String> missing() {
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    return isRoot
        ? NEEDED.stream().filter(program -> !Files.isExecutable(Path.of(program))).findFirst()
        : Optional.of("root");
  }

  /**
   * Makes its root, of this machine's release, in a folder that is not there yet; that takes a
   * minute or more.
   *
   * @return what debootstrap said if it failed, as it does without a mirror
   */
  public static Optional<String> build(Path root) throws IOException {
    Matcher release =
        Pattern.compile("(?m)^VERSION_CODENAME=(.*)$")
            .matcher(Files.readString(Path.of("/etc/os-release")));
    String name = release.find() ? release.group(1) : "stable";
    Finished done =
        Finished.within(
            LONGEST,
            "unshare", // what it mounts goes with it, also if it fails
            "--mount",
            "debootstrap",
            "--variant=minbase",
            "--include=" + PACKAGES,
            name,
            root.toString());
    return done.exitCode() == 0 ? Optional.empty() : Optional.of(done.output());
  }

  /** Removes that root, and nothing that could be seen through it. */
  public static void remove(Path root) throws IOException {
    Finished.runSlow("rm", "--recursive", "--force", "--one-file-system", root.toString());
  }

  /** Starts it. */
  public static Machine boot(Path root) throws IOException {
    Process container =
        new ProcessBuilder(
                "systemd-nspawn",
                "--boot",
                "--register=no",
                "--keep-unit",
                "--private-network",
                "--console=pipe",
                "--directory=" + root)
            .redirectErrorStream(true)
            .start();
    Machine machine = new Machine(container);
    try {
      machine.await("systemctl is-system-running");
      return machine;
    } catch (IOException | RuntimeException | Error e) {
      machine.close();
      throw e;
    }
  }

  @Override
  List<String> entering() {
    return List.of("nsenter", "--target", Long.toString(init.pid()), "--all", "--wdns=/root", "--");
  }

  @Override
  String whatIsKnown() throws IOException {
    return log + run("journalctl --no-pager --lines=99").output();
  }

  /** The kernel ends everything with its init. */
  @Override
  public void close() throws IOException {
    init.destroyForcibly();
    Finished.await(container, log);
  }
}
