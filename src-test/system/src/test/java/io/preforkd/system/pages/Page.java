package io.preforkd.system.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the documentation, and what its fenced blocks ask of whoever reads it. What stands
 * behind the fence says how a block is tested:
 *
 * <ul>
 *   <li>{@code sh}: commands, all of which succeed; with {@code exit-78} the last one that fails
 *       has that exit code
 *   <li>{@code sh repeat}: commands to be repeated until they print what the next block shows
 *   <li>{@code sh terminal-1}: commands that go on in a terminal of their own, and have ended well
 *       at the end of the page
 *   <li>{@code sh by-hand WHY}: commands that no test types
 *   <li>{@code text}: what the commands before it print; {@code ...} stands for anything in a line
 *       or, alone in its line, for any lines; one blank is as good as many
 *   <li>{@code text terminal-1}: what that terminal shows by now, from the commands on that were
 *       typed there last
 *   <li>any other language: the contents of a file, if the line above ends with its name, as {@code
 *       `word.py`:}; otherwise an illustration
 * </ul>
 */
public record Page(Path file, List<Block> blocks) {
  private static final String FENCE = "```";

  public static Page read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    String above = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(FENCE)) {
        String place = file.getFileName() + ":" + (i + 1);
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
        String text = String.join("\n", lines.subList(i + 1, end)) + "\n";
        blocks.add(block(place, line.substring(FENCE.length()), text, above));
        i = end;
      } else if (!line.isBlank()) {
        above = line;
      }
    }
    return new Page(file, List.copyOf(blocks));
  }

  private static Block block(String place, String info, String text, String above) {
    String[] words = info.split(" ", 2);
    Block block = new Block(place, words[0], words.length > 1 ? words[1] : "", text, above);
    if (!block.isUnderstood()) {
      throw new IllegalArgumentException(place + ": nobody knows how to test a block of " + info);
    }
    return block;
  }

  /** How many of its blocks no test types. */
  public long byHand() {
    return blocks.stream().filter(Block::isByHand).count();
  }
}
