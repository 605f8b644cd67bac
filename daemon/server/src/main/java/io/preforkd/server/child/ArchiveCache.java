package io.preforkd.server.child;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.preforkd.config.WorkerSettings.JavaWorker;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.UserIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder where archives are kept that nobody named. Children map and run what lies there, so
 * only the daemon's user may be able to write to it.
 *
 * <p>A daemon that gives root up has a folder of its user's inside root's: what that user writes is
 * never mapped by a daemon that stays root.
 */
public final class ArchiveCache {
  private static final int OTHERS_MAY_WRITE = 022;
  private static final int KEPT = 16;

  /** Each ten times as large as a worker's. */
  private static final int KEPT_OF_DAEMON = 4;

  private static final String READABLE = "rwxr-xr-x";
  private static final String PRIVATE = "rwx------";
  private static final Pattern ARCHIVE = Pattern.compile("[0-9a-f]{32,64}\\.jsa");

  /** What {@link ArchiveFolder} makes; whoever made it may have been killed over it. */
  private static final Pattern TEMPORARY = Pattern.compile("\\.[0-9a-f]{32,64}\\.jsa\\.[0-9]+");

  /** Far longer than a training child may take. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final int kept;
  private final Set<Path> inUse = ConcurrentHashMap.newKeySet();

  private ArchiveCache(Path folder, int kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /**
   * Makes the folder unless it is there, with those above it.
   *
   * @param later the user that this process, which is root, will become
   * @throws IOException if it cannot be made or is not to be trusted; the message is half a
   *     sentence
   */
  public static ArchiveCache open(Path base, Optional<UserIds> later) throws IOException {
    Path ours = trusted(made(base, READABLE), Privileges.uid());
    if (later.isEmpty() || later.get().uid() == Privileges.uid()) {
      return new ArchiveCache(ours, KEPT);
    }
    UserIds user = later.get();
    Path theirs = made(ours.resolve("uid-" + Integer.toUnsignedString(user.uid())), READABLE);
    Files.setAttribute(theirs, "unix:uid", user.uid(), NOFOLLOW_LINKS);
    Files.setAttribute(theirs, "unix:gid", user.gid(), NOFOLLOW_LINKS);
    return new ArchiveCache(trusted(theirs, user.uid()), KEPT);
  }

  /**
   * The folder of the daemon's own archives, in the one that {@link #open} makes; nobody else has
   * any business there.
   *
   * @throws IOException as in {@link #open}
   */
  public static ArchiveCache ofDaemon(Path folder) throws IOException {
    int us = Privileges.uid();
    Path base = trusted(made(folder.getParent(), READABLE), us);
    Path ours = made(base.resolve(folder.getFileName()), PRIVATE);
    return new ArchiveCache(trusted(ours, us), KEPT_OF_DAEMON);
  }

  private static Path made(Path folder, String mode) throws IOException {
    if (!Files.isDirectory(folder)) {
      try {
        Files.createDirectories(folder);
        // Past our umask: children of other users map what lies there.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
      } catch (IOException e) {
        throw new IOException("it cannot be made: " + e, e);
      }
    }
    return folder;
  }

  private static Path trusted(Path folder, int user) throws IOException {
    Path real = folder.toRealPath();
    Map<String, Object> found = Files.readAttributes(real, "unix:uid,mode");
    int owner = (Integer) found.get("uid");
    if (owner != user) {
      throw new IOException("it belongs to user " + owner + " and not to " + user);
    }
    int mode = (Integer) found.get("mode");
    if ((mode & OTHERS_MAY_WRITE) != 0) {
      throw new IOException(
          String.format("others than its owner can write to it (mode %04o)", mode & 07777));
    }
    return real;
  }

  /**
   * Where the archive of such a worker is, or is to be.
   *
   * @param user its children's, if it is not the daemon's
   * @throws IOException if there can be none; the message is half a sentence
   */
  public Path file(JavaWorker worker, Optional<UserIds> user) throws IOException {
    return file(ArchiveName.of(worker, user) + ".jsa");
  }

  /**
   * The daemon's own archive of this name, which says what it depends on. What stands in its place
   * and is not to be trusted is removed.
   */
  public Path ownFile(String name) throws IOException {
    Path file = file(name);
    if (Files.exists(file, NOFOLLOW_LINKS) && !isOurs(file)) {
      Files.delete(file);
    }
    return file;
  }

  private static boolean isOurs(Path file) throws IOException {
    Map<String, Object> found = Files.readAttributes(file, "unix:uid,mode", NOFOLLOW_LINKS);
    return Files.isRegularFile(file, NOFOLLOW_LINKS)
        && found.get("uid").equals(Privileges.uid())
        && ((Integer) found.get("mode") & OTHERS_MAY_WRITE) == 0;
  }

  private Path file(String name) {
    Path file = folder.resolve(name);
    inUse.add(file);
    return file;
  }

  /** Notes that the archive is of use, and removes those that have not been for longest. */
  public void used(Path archive) throws IOException {
    if (inUse.contains(archive)) {
      Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
      prune();
    }
  }

  private void prune() throws IOException {
    List<Path> old = named(ARCHIVE).stream().filter(file -> !inUse.contains(file)).toList();
    int surplus = old.size() + inUse.size() - kept;
    for (Path file : old.subList(0, Math.max(0, Math.min(surplus, old.size())))) {
      Files.deleteIfExists(file);
    }
    for (Path temporary : named(TEMPORARY)) {
      if (modified(temporary).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
        ArchiveFolder.empty(temporary);
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** What we have named so, the oldest first. */
  private List<Path> named(Pattern name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> name.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparing(ArchiveCache::modified))
          .toList();
    }
  }

  /** Another daemon may remove it at any moment. */
  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file, NOFOLLOW_LINKS);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
