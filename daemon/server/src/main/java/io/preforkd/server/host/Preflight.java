package io.preforkd.server.host;

import io.preforkd.config.AccessLogSettings;
import io.preforkd.config.DaemonSettings;
import io.preforkd.config.Fault;
import io.preforkd.config.Hook;
import io.preforkd.config.LogTarget;
import io.preforkd.config.Places;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.child.WorkerCheck;
import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a configuration on this machine though every key of it is well-formed: found
 * before anything is started.
 */
public final class Preflight {
  private final Places places;
  private final List<Fault> faults = new ArrayList<>();

  private Preflight(Places places) {
    this.places = places;
  }

  /** All faults of settings that the reader has found good; empty if the daemon can be started. */
  public static List<Fault> faults(DaemonSettings settings, Places places) {
    Preflight check = new Preflight(places);
    settings
        .journal()
        .flatMap(journal -> file("file", journal.file()))
        .ifPresent(why -> check.add("journal", why));
    log(settings.log().to()).ifPresent(why -> check.add("log", why));
    settings.accessLogs().forEach(check::accessLog);
    if (settings.isInThreads()) {
      settings.pools().forEach(check::worker); // nothing else is the system's to know
    } else {
      check.daemon(settings);
      settings.pools().forEach(check::pool);
    }
    return check.faults;
  }

  private void daemon(DaemonSettings settings) {
    settings
        .user()
        .ifPresent(user -> lookUp(() -> Users.user(user)).ifPresent(why -> add("user", why)));
    settings
        .group()
        .ifPresent(group -> lookUp(() -> Users.group(group)).ifPresent(why -> add("group", why)));
    settings
        .control()
        .group()
        .ifPresent(group -> lookUp(() -> Users.group(group)).ifPresent(why -> add("control", why)));
    if (settings.user().isPresent() && !Privileges.isRoot() && !isAlready(settings.user().get())) {
      add(
          "user",
          "only root can become " + settings.user().get() + "; start as root or leave it out");
    }
  }

  /** A daemon that has dropped root reads its configuration again. */
  private static boolean isAlready(String user) {
    try {
      return Users.user(user).uid() == Privileges.uid();
    } catch (KernelException | IllegalArgumentException e) {
      return false; // its name is a fault already
    }
  }

  private void accessLog(String pool, AccessLogSettings settings) {
    log(settings.to()).ifPresent(why -> faults.add(places.fault(pool, "access-log", why)));
  }

  /** What is wrong with the file, if it is one. */
  private static Optional<String> log(LogTarget target) {
    return target instanceof LogTarget.File file ? file("to", file.path()) : Optional.empty();
  }

  /** What is wrong with a file that is to be written. */
  private static Optional<String> file(String key, Path file) {
    if (Files.isSymbolicLink(file)) {
      return Optional.of(
          key + ": " + file + " is a symbolic link, which is not followed; name the file itself");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return Optional.of(key + ": " + file + " is there, and not a regular file; name another");
    }
    Path folder = file.getParent(); // null for the root, which is there
    return Files.isDirectory(folder)
        ? Optional.empty()
        : Optional.of(key + ": " + folder + " is not a directory");
  }

  private void pool(PoolSettings pool) {
    user(pool, "user", pool.process().user());
    group(pool, "group", pool.process().group());
    pool.listen().forEach(listen -> user(pool, "listen", listen.owner()));
    pool.listen().forEach(listen -> group(pool, "listen", listen.group()));
    worker(pool);
    pool.hooks().commands().forEach((hook, command) -> hook(pool, hook, command));
    if (!Files.isDirectory(pool.process().directory())) {
      add(pool, "directory", pool.process().directory() + " is not a directory");
    }
    if (!Privileges.isRoot() && pool.process().user().isPresent()) {
      add(pool, "user", "only root can start children as " + pool.process().user().get());
    }
  }

  private void worker(PoolSettings pool) {
    WorkerCheck.faults(pool).forEach(fault -> add(pool, "worker", fault));
  }

  private void hook(PoolSettings pool, Hook hook, List<String> command) {
    WorkerCheck.hookFaults(pool, command).forEach(why -> add(pool, "hooks", hook + ": " + why));
  }

  private void user(PoolSettings pool, String key, Optional<String> name) {
    name.ifPresent(user -> lookUp(() -> Users.user(user)).ifPresent(why -> add(pool, key, why)));
  }

  private void group(PoolSettings pool, String key, Optional<String> name) {
    name.ifPresent(group -> lookUp(() -> Users.group(group)).ifPresent(why -> add(pool, key, why)));
  }

  private interface LookUp {
    Object now() throws KernelException;
  }

  /** Why it fails; empty if it does not. */
  private static Optional<String> lookUp(LookUp lookUp) {
    try {
      lookUp.now();
      return Optional.empty();
    } catch (KernelException | IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void add(String key, String message) {
    faults.add(places.fault(key, message));
  }

  private void add(PoolSettings pool, String key, String message) {
    faults.add(places.fault(pool.name(), key, message));
  }
}
