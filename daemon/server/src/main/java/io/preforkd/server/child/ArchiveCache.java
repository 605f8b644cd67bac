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
  private static final Pattern ARCHIVE = Pattern.compile("[0-9a-f]{32}\\.jsa");

  /** What {@link ArchiveFolder} makes; whoever made it may have been killed over it. */
  private static final Pattern TEMPORARY = Pattern.compile("\\.[0-9a-f]{32}\\.jsa\\.[0-9]+");

  /** Far longer than a training child may take. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final Set<Path> inUse = ConcurrentHashMap.newKeySet();

  private ArchiveCache(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder unless it is there, with those above it.
   *
   * @param later the user that this process, which is root, will become
   * @throws IOException if it cannot be made or is not to be trusted; the message is half a
   *     sentence
   */
  public static ArchiveCache open(Path base, Optional<UserIds> later) throws IOException {
    Path ours = trusted(made(base), Privileges.uid());
    if (later.isEmpty() || later.get().uid() == Privileges.uid()) {
      return new ArchiveCache(ours);
    }
    UserIds user = later.get();
    Path theirs = made(ours.resolve("uid-" + Integer.toUnsignedString(user.uid())));
    Files.setAttribute(theirs, "unix:uid", user.uid(), NOFOLLOW_LINKS);
    Files.setAttribute(theirs, "unix:gid", user.gid(), NOFOLLOW_LINKS);
    return new ArchiveCache(trusted(theirs, user.uid()));
  }

  private static Path made(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      try {
        Files.createDirectories(folder);
        // Past our umask: children of other users map what lies there.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
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
    Path file = folder.resolve(ArchiveName.of(worker, user) + ".jsa");
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
    int surplus = old.size() + inUse.size() - KEPT;
    for (Path file : old.subList(0, Math.max(0, Math.min(surplus, old.size())))) {
      Files.deleteIfExists(file);
    }
    for (Path temporary : named(TEMPORARY)) {
      if (modified(temporary).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
        Files.deleteIfExists(temporary.resolve(ArchiveFolder.FILE));
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
