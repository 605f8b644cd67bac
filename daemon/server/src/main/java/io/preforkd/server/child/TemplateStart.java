package io.preforkd.server.child;

/** Why a template is started. */
public enum TemplateStart {
  /** For the first children of a pool. */
  OPENING,

  /** For an edition that a reload has brought. */
  RELOAD,

  /** The one before has ended for the sake of an upgrade. */
  UPGRADE,

  /** The one before has ended by itself. */
  DIED,

  /** The one before did not answer, or broke the protocol. */
  KILLED,

  /** Hardly a child was to come any more, and one is needed after all. */
  NEEDED
}
