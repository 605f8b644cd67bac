package io.preforkd.server.listen;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a socket that is a channel of the JDK. */
final class ChannelFile {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private static final String LETTERS = "rwxrwxrwx";
  private static final int HIGHEST = 0400;

  private ChannelFile() {}

  /**
   * Removes a socket that nobody listens at any more; whatever else is there stays.
   *
   * @throws BindException if somebody listens there, or it is no socket
   */
  static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw inUse(path, "not a socket: move it away or choose another path");
    }
    try {
      call(path);
      throw inUse(path, "another process listens there: stop it or choose another path");
    } catch (ConnectException e) {
      Files.delete(path);
    }
  }

  /** One whose queue is full would have us wait, and is an error of no type of its own. */
  private static void call(Path path) throws IOException {
    try (SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      caller.configureBlocking(false);
      boolean ignored = caller.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      throw e;
    } catch (SocketException e) {
      throw inUse(path, "cannot tell whether another process listens there: " + e.getMessage());
    }
  }

  private static BindException inUse(Path path, String why) {
    return new BindException("bind " + path + " (" + why + "): Address already in use");
  }

  private static boolean isSocket(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }

  /** Sets who may connect, where files have such bits. */
  static void permit(Path path, int mode) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(permissions(mode));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LETTERS.length(); i++) {
      boolean isSet = (mode & (HIGHEST >> i)) != 0;
      text.append(isSet ? LETTERS.charAt(i) : '-');
    }
    return PosixFilePermissions.fromString(text.toString());
  }

  /** What cannot be closed is closed by nobody else either. */
  static void closeQuietly(Closeable closed) {
    try {
      closed.close();
    } catch (IOException e) {
      LOG.debug("closing {}", closed, e);
    }
  }
}
