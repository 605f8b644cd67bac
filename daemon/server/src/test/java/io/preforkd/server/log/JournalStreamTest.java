package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JournalStreamTest {
  @Test
  void knowsTheSocketByItsInode() {
    assertTrue(JournalStream.leadsTo("9:4711", "socket:[4711]"));
    assertFalse(JournalStream.leadsTo("9:4711", "socket:[711]"));
    assertFalse(JournalStream.leadsTo("9:4711", "pipe:[4711]"));
    assertFalse(JournalStream.leadsTo("9:4711", "/dev/null"));
  }
}
