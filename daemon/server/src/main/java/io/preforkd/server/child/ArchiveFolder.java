package io.preforkd.server.child;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.preforkd.server.sys.UserIds;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where a training child writes: a folder beside the archive's place, so that the new one can be
 * moved there in one step, and of the child's user, who need not be able to write anywhere else.
 */
final class ArchiveFolder implements AutoCloseable {
  /** What the child writes. */
  static final String FILE = "new";

  private static final int ROOT = 0;
  private static final int READ_ONLY = 0440;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path archive;
  private final Path folder;
  private final Optional<UserIds> writer;

  private ArchiveFolder(Path archive, Path folder, Optional<UserIds> writer) {
    this.archive = archive;
    this.folder = folder;
    this.writer = writer;
  }

  /**
   * Makes the folder.
   *
   * @param writer the child's user, if it is not this process's; then this process is root
   */
  static ArchiveFolder beside(Path archive, Optional<UserIds> writer) throws IOException {
    ArchiveFolder made = new ArchiveFolder(archive, temporary(archive), writer);
    if (writer.isPresent()) {
      Files.setAttribute(made.folder, "unix:uid", writer.get().uid(), NOFOLLOW_LINKS);
    }
    return made;
  }

  private static Path temporary(Path archive) throws IOException {
    Path parent = archive.getParent();
    try {
      return Files.createTempDirectory(parent, "." + archive.getFileName() + ".", OWNER_ONLY);
    } catch (IOException e) {
      throw new IOException("nothing can be written in " + parent + ": " + e, e);
    }
  }

  /** What the child writes. */
  Path file() {
    return folder.resolve(FILE);
  }

  /**
   * Puts what the child has written in the archive's place. First onto the disk: a JVM checks no
   * more than the first bytes, and would run what a loss of power has left of the rest.
   */
  void publish() throws IOException {
    if (writer.isPresent()) {
      takeOver(writer.get());
    }
    if (!Files.isRegularFile(file(), NOFOLLOW_LINKS)) {
      throw new IOException("the training child has written no archive; its output says why");
    }
    try (FileChannel written = FileChannel.open(file(), StandardOpenOption.READ)) {
      written.force(true);
    }
    Files.move(file(), archive, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * From the folder down, so that nothing is exchanged meanwhile. The child's user keeps the right
   * to read: if one of its children were taken over, it could else change what all later ones map.
   */
  private void takeOver(UserIds from) throws IOException {
    Files.setAttribute(folder, "unix:uid", ROOT, NOFOLLOW_LINKS);
    if (Files.isRegularFile(file(), NOFOLLOW_LINKS)) {
      Files.setAttribute(file(), "unix:uid", ROOT, NOFOLLOW_LINKS);
      Files.setAttribute(file(), "unix:gid", from.gid(), NOFOLLOW_LINKS);
      Files.setAttribute(file(), "unix:mode", READ_ONLY);
    }
  }

  /**
   * Removes the folder with the file. A child of our own user may have worked there and been killed
   * over it; what else one of another user has put there is told and stays.
   */
  @Override
  public void close() throws IOException {
    try {
      if (writer.isEmpty()) {
        empty(folder);
      }
      Files.deleteIfExists(file());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new IOException("its temporary folder cannot be removed: " + e, e);
    }
  }

  /** Removes the files in such a folder. */
  static void empty(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
