package io.preforkd.server.log;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;

import io.preforkd.config.Log;
import io.preforkd.server.sys.FileOwner;
import io.preforkd.server.sys.OlderFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lines are appended to. Whatever fails, the daemon goes on: what cannot be written is
 * counted, and a file that cannot be opened anew is not closed before. No link is followed: root
 * may open it in a folder of somebody else.
 */
final class LogFile implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Set<PosixFilePermission> RIGHTS =
      PosixFilePermissions.fromString("rw-r-----");

  /**
   * No channel: that would be closed when the log's thread is interrupted, which is how it is asked
   * to come to its end.
   *
   * @param key device and inode, by which it is known after it was moved
   */
  private record Opened(OutputStream stream, boolean isNew, Object key, long length) {}

  private final Path path;
  private final long limit;
  private final int keep;
  private Opened opened;
  private boolean isMeasured;
  private long length;
  private long due;
  private long missing;

  /**
   * Opens it, and makes it if there is none, with mode 0640.
   *
   * @param limit bytes at which another one is begun; 0: never
   * @param keep how many older ones are kept
   */
  LogFile(Path path, long limit, int keep) throws IOException {
    this.path = path;
    this.limit = limit;
    this.keep = keep;
    use(open());
  }

  /** Why a file cannot be opened, in words: the JDK tells two causes by their class alone. */
  static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such folder";
    }
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.getMessage();
  }

  /**
   * Gives a file that we have made to the user that this process is about to become; once, since it
   * is ours no more then.
   */
  synchronized void giveTo(int uid, int gid) throws IOException {
    if (opened.isNew()) {
      FileOwner.give(path, uid, gid);
      opened = new Opened(opened.stream(), false, opened.key(), length);
    }
  }

  @Override
  public synchronized boolean write(Log.Level level, String text) {
    if (!isMeasured) {
      measure();
    }
    if (limit > 0 && length >= due) {
      beginAnother();
    }
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      opened.stream().write(bytes);
      length += bytes.length;
    } catch (IOException e) {
      lost(e, bytes.length);
      return false;
    }
    tellOfMissing();
    return true;
  }

  /** Whoever wrote there before may have gone on since it was opened, as until a reload is done. */
  private void measure() {
    try {
      if (isInPlace()) {
        length = attributes().size();
      }
    } catch (IOException gone) {
      // Moved meanwhile: no more is known than how long it was when it was opened.
    }
    isMeasured = true;
  }

  /** No part of the line stays. */
  private void lost(IOException e, int most) {
    if (missing++ == 0) {
      System.err.println(
          "preforkd: log file "
              + path
              + " cannot be written: "
              + why(e)
              + "; its lines are dropped until it can");
    }
    try (FileChannel file = FileChannel.open(path, WRITE, NOFOLLOW_LINKS)) {
      long part = file.size() - length;
      if (part > 0 && part < most && isInPlace()) {
        file.truncate(length);
      }
    } catch (IOException gone) {
      e.addSuppressed(gone); // and with it whatever was written of the line
    }
  }

  private void tellOfMissing() {
    if (missing > 0) {
      LOG.warn("log file {} goes on: {} lines are missing in it", path, missing);
      missing = 0;
    }
  }

  private void beginAnother() {
    try {
      OlderFiles.shift(path, keep);
      replaceBy(open());
    } catch (IOException e) {
      due = length + limit;
      LOG.warn(
          "log file {} cannot be renamed at its size: {}; it grows on. Let the daemon's user write to its folder,"
              + " or leave it to logrotate",
          path,
          why(e));
    }
  }

  @Override
  public void reopen() throws IOException {
    Opened next = open();
    synchronized (this) {
      replaceBy(next);
    }
  }

  @Override
  public void follow() throws IOException {
    if (!isInPlace()) {
      reopen();
    }
  }

  /** Whether the open file is still that of the name. */
  private synchronized boolean isInPlace() throws IOException {
    return Files.exists(path, NOFOLLOW_LINKS)
        && Objects.equals(attributes().fileKey(), opened.key());
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  @Override
  public synchronized void close() {
    closeQuietly(opened.stream());
  }

  private void replaceBy(Opened next) {
    closeQuietly(opened.stream());
    use(next);
  }

  private void use(Opened next) {
    opened = next;
    length = next.length();
    isMeasured = false;
    due = limit;
  }

  private static void closeQuietly(OutputStream file) {
    try {
      file.close();
    } catch (IOException e) {
      System.err.println("preforkd: a log file cannot be closed: " + why(e));
    }
  }

  private Opened open() throws IOException {
    boolean isNew = make();
    BasicFileAttributes before = attributes();
    if (before.isSymbolicLink()) {
      throw new IOException("it is a symbolic link, which is not followed; name the file itself");
    }
    if (!before.isRegularFile()) {
      throw new IOException("it is there, and not a regular file");
    }
    OutputStream stream = Files.newOutputStream(path, WRITE, APPEND, NOFOLLOW_LINKS);
    return new Opened(stream, isNew, before.fileKey(), before.size());
  }

  /** False if there is one. */
  private boolean make() throws IOException {
    try {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(RIGHTS));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    Files.getFileAttributeView(path, PosixFileAttributeView.class, NOFOLLOW_LINKS)
        .setPermissions(RIGHTS); // whatever the umask has left
    return true;
  }
}
