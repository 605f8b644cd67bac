package io.preforkd.server.log;

import io.preforkd.config.Log;
import io.preforkd.server.sys.OlderFiles;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lines are appended to. Whatever fails, the daemon goes on: what cannot be written is
 * counted, and a file that cannot be opened anew is not closed before.
 */
final class LogFile implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");
  private static final Set<PosixFilePermission> RIGHTS =
      PosixFilePermissions.fromString("rw-r-----");

  /**
   * No channel: that would be closed when the log's thread is interrupted, which is how it is asked
   * to come to its end.
   */
  private record Opened(FileOutputStream stream, boolean isNew) {}

  private final Path path;
  private final long limit;
  private final int keep;
  private FileOutputStream stream;
  private boolean isNew;
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

  /** Gives a file that we have made to the user that this process is about to become. */
  void giveTo(int uid, int gid) throws IOException {
    if (isNew) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
  }

  @Override
  public synchronized boolean write(Log.Level level, String text) {
    if (limit > 0 && length >= due) {
      beginAnother();
    }
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      stream.write(bytes);
      length += bytes.length;
    } catch (IOException e) {
      lost(e, bytes.length);
      return false;
    }
    tellOfMissing();
    return true;
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
    try {
      long part = stream.getChannel().size() - length;
      if (part > 0 && part < most) {
        stream.getChannel().truncate(length);
      }
    } catch (IOException closed) {
      e.addSuppressed(closed); // it was open no more, and then there is no part either
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
  public synchronized void close() {
    closeQuietly(stream);
  }

  private void replaceBy(Opened next) throws IOException {
    closeQuietly(stream);
    use(next);
  }

  private void use(Opened next) throws IOException {
    stream = next.stream();
    isNew = next.isNew();
    length = Files.size(path);
    due = limit;
  }

  private static void closeQuietly(FileOutputStream file) {
    try {
      file.close();
    } catch (IOException e) {
      System.err.println("preforkd: a log file cannot be closed: " + why(e));
    }
  }

  private Opened open() throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException("it is there, and not a regular file");
    }
    boolean isNew = make();
    try {
      return new Opened(new FileOutputStream(path.toFile(), true), isNew);
    } catch (FileNotFoundException e) {
      // the JDK has but this one class for whatever is in the way
      throw Files.isWritable(path) ? e : new AccessDeniedException(path.toString());
    }
  }

  /** False if there is one. */
  private boolean make() throws IOException {
    try {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(RIGHTS));
      Files.setPosixFilePermissions(path, RIGHTS); // whatever the umask has left
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
