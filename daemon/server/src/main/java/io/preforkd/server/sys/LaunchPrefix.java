package io.preforkd.server.sys;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The commands in front of a child's command that set what posix_spawn cannot. Each replaces itself
 * by the next, so that the pid stays; each costs about a millisecond, so only those are there that
 * are asked for.
 *
 * <p>The order is that of rights: what only root may do, then the user, then what anybody may do.
 * If the child's program cannot be run, the last of them ends with exit code 126 or 127, as a shell
 * does.
 */
public final class LaunchPrefix {
  /** Shells export these of their own accord; the child's environment is the operator's alone. */
  private static final String UNSET = "unset PWD OLDPWD SHLVL; ";

  private final List<String> privileged = new ArrayList<>();
  private final List<String> user = new ArrayList<>();
  private final List<String> script = new ArrayList<>();
  private boolean endsWithParent;

  /** Sets how readily the kernel kills it when memory runs out: -1000 (never) to 1000 (first). */
  public LaunchPrefix oomScore(int adjustment) {
    privileged.addAll(List.of("choom", "-n", Integer.toString(adjustment), "--"));
    return this;
  }

  /** Adds to its niceness: -20 (favoured; root only) to 19. */
  public LaunchPrefix nice(int increment) {
    privileged.addAll(List.of("nice", "-n", Integer.toString(increment)));
    return this;
  }

  /** Sets limits; none is asked for by an empty list. */
  public LaunchPrefix limits(List<Rlimit> limits) {
    if (!limits.isEmpty()) {
      privileged.add("prlimit");
      limits.forEach(limit -> privileged.add(limit.option()));
    }
    return this;
  }

  /** Runs it as another user with that user's groups; needs root. */
  public LaunchPrefix user(UserIds ids) {
    String groups =
        ids.groups().stream().map(Integer::toUnsignedString).collect(Collectors.joining(","));
    String uid = Integer.toUnsignedString(ids.uid());
    user.addAll(
        List.of(
            "--reuid=" + uid,
            "--regid=" + Integer.toUnsignedString(ids.gid()),
            "--groups=" + groups));
    return this;
  }

  /** Leaves it no capability that the parent passes on to every program (capabilities(7)). */
  public LaunchPrefix withoutCapabilities() {
    user.addAll(List.of("--ambient-caps=-all", "--inh-caps=-all"));
    return this;
  }

  /**
   * Has the kernel send it TERM when the thread that has spawned it is gone, which may become
   * another program; for one that has no other way to know.
   */
  public LaunchPrefix endWithParent() {
    endsWithParent = true;
    return this;
  }

  /** Sets which permission bits its new files lack: 0 to 0777. */
  public LaunchPrefix umask(int mask) {
    script.add(String.format(Locale.ROOT, "umask %03o", mask));
    return this;
  }

  /**
   * Sets LISTEN_PID to its own pid, as sd_listen_fds(3) demands; nobody can know it before it runs.
   */
  public LaunchPrefix listenPid() {
    script.add("export LISTEN_PID=$$");
    return this;
  }

  /** A change of the user would undo what is asked of the kernel before it. */
  private List<String> asUser() {
    List<String> options = new ArrayList<>(user);
    if (endsWithParent) {
      options.add("--pdeathsig=TERM");
    }
    if (!options.isEmpty()) {
      options.add(0, "setpriv");
      options.add("--");
    }
    return options;
  }

  /** The whole command. */
  public List<String> before(List<String> command) {
    List<String> all = new ArrayList<>(privileged);
    all.addAll(asUser());
    if (!script.isEmpty()) {
      all.addAll(List.of("sh", "-c", UNSET + String.join("; ", script) + "; exec \"$@\"", "sh"));
    }
    all.addAll(command);
    return all;
  }
}
