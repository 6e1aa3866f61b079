package dev.kizuki.stream.console;

import org.jspecify.annotations.Nullable;

/**
 * The sender of a request, and the rights of the sender.
 *
 * @param name the author of actions; null if nobody has logged in
 */
record Visitor(@Nullable String name, boolean mayView, boolean mayAct) {
  /** Somebody who has to log in. */
  static final Visitor STRANGER = new Visitor(null, false, false);
}
