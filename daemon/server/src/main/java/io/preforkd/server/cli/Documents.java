package io.preforkd.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/**
 * Writes what a distribution has of manual pages, completion and reference. Run by the build, never
 * by the daemon.
 */
public final class Documents {
  private Documents() {}

  /**
   * Writes into a folder, which is made if need be.
   *
   * @param arguments the folder, the version, its time as {@code 2026-01-01T00:00:00Z}, and the
   *     file with what spamd prints at {@code --help}
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    CommandLine main = Main.commandLine();
    CommandText text = new CommandText(main);
    String spamd = Files.readString(Path.of(arguments[3]));
    String date = arguments[2].substring(0, "2026-01-01".length());
    Map<String, String> pages = ManualPages.of(text, arguments[1], date, spamd);
    for (Map.Entry<String, String> page : pages.entrySet()) {
      write(folder.resolve("share/man").resolve(page.getKey()), page.getValue());
    }
    write(folder.resolve("share/bash-completion/completions/preforkd"), Completion.bash(main));
    write(folder.resolve("share/zsh/vendor-completions/_preforkd"), Completion.zsh(main));
    write(folder.resolve("ops/docs/reference/commands.md"), MarkdownReference.commands(text));
    write(folder.resolve("ops/docs/reference/configuration.md"), MarkdownReference.configuration());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
