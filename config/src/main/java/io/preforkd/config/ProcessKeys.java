package io.preforkd.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The table of keys: what a pool's children are as processes. They stand directly in the pool. */
final class ProcessKeys {
  static final Key<String> USER =
      Key.optional("user", Names.USER, "The children's user; the daemon then stays root.");

  static final Key<String> GROUP =
      Key.optional("group", Names.USER, "The children's group; the daemon then stays root.");

  static final Key<Path> DIRECTORY =
      Key.of("directory", new PathType(), Path.of("/"), "The children's working directory.");

  static final Key<Integer> UMASK =
      Key.of(
          "umask", new Octal(), 0077, "The permission bits that new files of the children lack.");

  static final Key<Integer> NICE =
      Key.of(
          "nice",
          new WholeNumber(-20, 19),
          0,
          "The children's nice value; higher yields to others.");

  static final Key<Values> LIMITS =
      Key.section(
          "limits",
          LimitKeys.SECTION,
          "Resource limits of each child, soft and hard alike, by prlimit(1)'s names.");

  static final Key<Integer> OOM_SCORE_ADJ =
      Key.optional(
          "oom-score-adj",
          new WholeNumber(-1000, 1000),
          "How readily the kernel kills a child when memory runs out; higher goes first.");

  static final Key<Map<String, Setting<String>>> ENVIRONMENT =
      Key.of(
          "environment",
          new MapType<>(Names.VARIABLE, Text.any()),
          Map.of(),
          "Variables in the children's environment, which otherwise holds only those of pass-environment.");

  static final Key<List<Setting<String>>> PASS_ENVIRONMENT =
      Key.of(
          "pass-environment",
          ListType.of(new Text("a variable's name", Names.VARIABLE)),
          ListType.constants(List.of("PATH", "LANG", "LC_ALL", "TZ")),
          "Variables that children take over from the daemon's environment where they are set there.");

  private ProcessKeys() {}
}
