package io.preforkd.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file of at most {@value #MAX_BYTES} bytes in UTF-8 into its tree. */
public final class YamlFile {
  static final int MAX_BYTES = 1024 * 1024;

  private YamlFile() {}

  /**
   * The text of a file.
   *
   * @throws YamlException when the file cannot be read or is not UTF-8
   */
  public static String text(Path file) throws YamlException {
    return decode(file, bytes(file));
  }

  /**
   * The tree of a text.
   *
   * @param file where it stands
   * @throws YamlException when it is not YAML as accepted here
   */
  public static YamlNode parse(Path file, String text) throws YamlException {
    return TreeBuilder.build(file, text);
  }

  private static byte[] bytes(Path file) throws YamlException {
    if (Files.isDirectory(file)) {
      throw unreadable(file, "is a directory", "name a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw unreadable(
            file, "is larger than 1 MiB", "move pools to files of their own and include them");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw unreadable(file, "does not exist", "check the path");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "may not be read by this user", "change its owner or mode");
    } catch (IOException e) {
      throw unreadable(file, "cannot be read: " + e.getMessage(), "");
    }
  }

  private static String decode(Path file, byte[] bytes) throws YamlException {
    ByteBuffer input = ByteBuffer.wrap(bytes);
    try {
      // A fresh decoder reports what it cannot decode, where String's constructor would put U+FFFD
      // in its place.
      return StandardCharsets.UTF_8.newDecoder().decode(input).toString();
    } catch (CharacterCodingException e) {
      throw new YamlException(Place.wholeOf(file), "is not UTF-8", "save it as UTF-8");
    }
  }

  private static YamlException unreadable(Path file, String message, String remedy) {
    return new YamlException(Place.wholeOf(file), message, remedy);
  }
}
