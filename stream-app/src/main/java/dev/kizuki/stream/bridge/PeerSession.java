package dev.kizuki.stream.bridge;

/**
 * Learns of changes of the session of another instance, see {@link ImageBridge#ofPeer}. The threads
 * of the MQTT client call this: it must not block.
 */
public interface PeerSession {
  /** A message arrived. */
  void arrived();

  /** The bridge is connected, and subscribed if it subscribes. Called for each connection. */
  void ready();

  /**
   * Another client took the session: its own instance, or another one that stands in for it. The
   * bridge does not connect again.
   */
  void takenOver();
}
