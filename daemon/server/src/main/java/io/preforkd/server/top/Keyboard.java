package io.preforkd.server.top;

import java.util.Optional;

/**
 * Makes keys of the bytes that a terminal sends. An arrow is a sequence: escape, {@code [} or
 * {@code O}, perhaps parameters, and a letter (ECMA-48, 5.4). The console of Linux has one of its
 * own for F1 to F5: a second {@code [}, and a letter (console_codes(4)). Other such sequences, and
 * characters without a purpose, are nothing.
 */
final class Keyboard {
  private static final int ESCAPE = 0x1b;

  private enum State {
    PLAIN,
    ESCAPED,
    SEQUENCE,
    FUNCTION
  }

  private State state = State.PLAIN;

  /** The key that this byte completes. */
  Optional<Key> next(int character) {
    State before = state;
    state = after(character);
    if (state != State.PLAIN) {
      return Optional.empty();
    }
    return switch (before) {
      case PLAIN -> Key.ofCharacter(character);
      case ESCAPED, FUNCTION -> Optional.empty();
      case SEQUENCE -> Key.ofArrow(character);
    };
  }

  private State after(int character) {
    if (character == ESCAPE) {
      return State.ESCAPED;
    }
    return switch (state) {
      case PLAIN -> State.PLAIN;
      case ESCAPED -> character == '[' || character == 'O' ? State.SEQUENCE : State.PLAIN;
      case SEQUENCE -> inSequence(character);
      case FUNCTION -> State.PLAIN;
    };
  }

  private static State inSequence(int character) {
    if (character == '[') {
      return State.FUNCTION;
    }
    return character >= '@' && character <= '~' ? State.PLAIN : State.SEQUENCE;
  }
}
