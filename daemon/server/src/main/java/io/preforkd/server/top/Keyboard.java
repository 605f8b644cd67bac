package io.preforkd.server.top;

import java.util.Optional;

/**
 * Makes keys of the bytes that a terminal sends. An arrow is a sequence: escape, {@code [} or
 * {@code O}, perhaps parameters, and a letter (ECMA-48, 5.4). Other such sequences, and characters
 * without a purpose, are nothing.
 */
final class Keyboard {
  private static final int ESCAPE = 0x1b;

  private enum State {
    PLAIN,
    ESCAPED,
    SEQUENCE
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
      case ESCAPED -> Optional.empty();
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
      case SEQUENCE -> character >= '@' && character <= '~' ? State.PLAIN : State.SEQUENCE;
    };
  }
}
