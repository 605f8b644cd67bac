package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineAssemblerTest {
  private final List<String> lines = new ArrayList<>();
  private final LineAssembler assembler = new LineAssembler(lines::add);

  @Test
  void makesLinesWhereverTheReadsEnd() {
    byte[] text = "one\ntw\u00f6\n\nfour\n".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= text.length; cut++) {
      lines.clear();
      assembler.add(ByteBuffer.wrap(text, 0, cut));
      assembler.add(ByteBuffer.wrap(text, cut, text.length - cut));
      assertEquals(List.of("one", "tw\u00f6", "", "four"), lines, "cut at " + cut);
    }
  }

  @Test
  void anotherGoesOnInTheMidstOfALine() {
    add("one\nand a ha");
    LineAssembler second = new LineAssembler(lines::add);
    second.add(ByteBuffer.wrap(assembler.rest()));
    second.add(ByteBuffer.wrap("lf\n".getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("one", "and a half"), lines);
  }

  @Test
  void passesALongestLineOnWhole() {
    String longest = "x".repeat(LineAssembler.LONGEST);
    add(longest + "\nnext\n");
    assertEquals(List.of(longest, "next"), lines);
  }

  @Test
  void cutsALongerLineInPieces() {
    String longest = "x".repeat(LineAssembler.LONGEST);
    add(longest + longest + "y\n");
    assertEquals(List.of(longest, longest, "y"), lines);
  }

  @Test
  void passesTheLastLineOnWithoutItsNewlineOnlyAtTheEnd() {
    add("last words");
    assertEquals(List.of(), lines);
    assembler.end();
    assembler.end();
    assertEquals(List.of("last words"), lines);
  }

  @Test
  void showsControlCharactersInsteadOfObeyingThem() {
    add("\u001b[31mred\u0007\tx\u009b\u0000\u007f\n");
    assertEquals(List.of("\\x1b[31mred\\x07\tx\\x9b\\x00\\x7f"), lines);
  }

  @Test
  void dropsTheCarriageReturnOfALineEndAndShowsEveryOther() {
    add("dos\r\nover\rwritten\n");
    assertEquals(List.of("dos", "over\\x0dwritten"), lines);
  }

  @Test
  void replacesWhatIsNotUtf8() {
    assembler.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3, '\n'}));
    assertEquals(List.of("a\ufffdb\ufffd"), lines);
  }

  private void add(String text) {
    assembler.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
