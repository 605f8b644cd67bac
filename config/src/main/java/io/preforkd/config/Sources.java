package io.preforkd.config;

import io.preforkd.config.yaml.YamlException;
import io.preforkd.config.yaml.YamlFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the files of a configuration come from. */
sealed interface Sources {
  /** What stands in a file. */
  String text(Path file) throws YamlException;

  /** The files that an {@code include} names, see {@link IncludedFiles}. */
  List<Path> find(String pattern, Path directory) throws BadValue;

  /** What has been read through this. */
  ConfigCopy copy(Path main);

  /** The file system, but for texts that are given; it is noted what was found. */
  final class OnDisk implements Sources {
    private final Map<Path, String> given;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<String>> included = new HashMap<>();

    OnDisk(Map<Path, String> given) {
      this.given = Map.copyOf(given);
    }

    @Override
    public String text(Path file) throws YamlException {
      String text = given.containsKey(file) ? given.get(file) : YamlFile.text(file);
      texts.put(file.toString(), text);
      return text;
    }

    @Override
    public List<Path> find(String pattern, Path directory) throws BadValue {
      List<Path> files = IncludedFiles.find(pattern, directory);
      included.put(key(pattern, directory), files.stream().map(Path::toString).toList());
      return files;
    }

    @Override
    public ConfigCopy copy(Path main) {
      return new ConfigCopy(main.toString(), texts, included);
    }
  }

  /** What was read before. */
  record Copied(ConfigCopy kept) implements Sources {
    @Override
    public String text(Path file) {
      String text = kept.texts().get(file.toString());
      if (text == null) {
        throw new IllegalArgumentException(file + " was not read before");
      }
      return text;
    }

    @Override
    public List<Path> find(String pattern, Path directory) {
      List<String> files = kept.included().get(key(pattern, directory));
      if (files == null) {
        throw new IllegalArgumentException(pattern + " was not included before");
      }
      return files.stream().map(Path::of).toList();
    }

    @Override
    public ConfigCopy copy(Path main) {
      return kept;
    }
  }

  private static String key(String pattern, Path directory) {
    return directory.resolve(pattern).toString();
  }
}
