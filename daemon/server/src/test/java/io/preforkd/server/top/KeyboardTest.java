package io.preforkd.server.top;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyboardTest {
  private final Keyboard keyboard = new Keyboard();

  private List<Key> typed(String text) {
    return text.chars().mapToObj(keyboard::next).flatMap(Optional::stream).toList();
  }

  @Test
  void charactersAreKeys() {
    assertEquals(
        List.of(Key.QUIT, Key.MORE, Key.MORE, Key.FEWER, Key.AUTO, Key.BY_AGE), typed("q+=-Aa"));
  }

  @Test
  void arrowsChooseInBothModesOfTheTerminal() {
    assertEquals(List.of(Key.UP, Key.DOWN, Key.UP), typed("\u001b[A\u001b[B\u001bOA"));
  }

  @Test
  void otherSequencesAreNothingNorAreTheirLetters() {
    assertEquals(List.of(), typed("\u001b[1;5C\u001b[15~\u001b[200~\u001bq"));
    assertEquals(List.of(Key.QUIT), typed("q"));
  }

  @Test
  void functionKeysOfALinuxConsoleAreNothing() {
    assertEquals(List.of(), typed("\u001b[[A\u001b[[B\u001b[[E"));
    assertEquals(List.of(Key.UP, Key.AUTO), typed("\u001b[AA"));
  }

  @Test
  void anEscapeInTheMiddleBeginsAnew() {
    assertEquals(List.of(Key.UP), typed("\u001b\u001b[A"));
  }

  @Test
  void charactersWithoutPurposeAreNothing() {
    assertEquals(List.of(), typed("xyz\r\n1"));
  }
}
