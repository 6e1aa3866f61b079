package dev.kizuki.stream.mqtt;

import java.util.concurrent.CompletableFuture;

/**
 * One connection to an MQTT 5 broker. A link connects once; after a loss it is useless and a new
 * one must be opened. A packet identifier is valid on the link that delivered it, and on no other.
 *
 * <p>The caller must end each link with {@link #close} or {@link #abandon}.
 */
public interface MqttLink extends AutoCloseable {
  /** Receives what happens on a link. The library's own thread calls it: it must not block long. */
  interface Listener {
    /** A message arrived. Messages arrive in the order in which the broker sent them. */
    void arrived(MqttMessage message);

    /**
     * The connection is lost.
     *
     * @param reason one sentence for the log
     */
    void lost(String reason);

    /**
     * The connection is lost, because another client connected with the same identifier.
     *
     * @param reason one sentence for the log
     */
    default void takenOver(String reason) {
      lost(reason);
    }
  }

  /**
   * Connects, and returns when the broker accepted the connection.
   *
   * @return the broker's limits
   * @throws MqttFailure if the broker cannot be reached or refuses
   */
  BrokerAnswer connect() throws MqttFailure;

  /**
   * Subscribes at QoS 1. Retained messages come for a new subscription only (MQTT 5, 3.8.3.1).
   *
   * @return the quality of service that the broker granted, 0 or 1
   * @throws MqttFailure if the broker refuses
   */
  int subscribe(String filter) throws MqttFailure;

  /**
   * Ends a subscription. The broker still delivers what it has begun to send (MQTT 5, 3.10.4).
   *
   * @throws MqttFailure if the broker refuses
   */
  void unsubscribe(String filter) throws MqttFailure;

  /**
   * Publishes at QoS 1, or at QoS 0 if the broker allows no more.
   *
   * @return completes when the broker has the message, at QoS 0 when it was sent; fails with a
   *     {@link NotSentException} if it cannot be sent now, with a {@link RefusedException} if the
   *     broker refuses it or is known to refuse it, with an {@link IllegalArgumentException} if it
   *     can never be sent, and with another exception if the connection is lost before
   */
  CompletableFuture<Void> publish(Publication publication);

  /**
   * Acknowledges a message of this link. Does nothing for QoS 0 or after a loss: the broker then
   * delivers the message again.
   */
  void acknowledge(MqttMessage message);

  /** The number of messages that may be published before the first of them is acknowledged. */
  int mostInFlight();

  /** Returns whether the connection stands. */
  boolean isConnected();

  /** Says goodbye to the broker and closes the connection. */
  @Override
  void close();

  /** Says goodbye, lets the broker delete the session, and closes the connection. */
  void closeForGood();

  /** Closes the connection without a goodbye. */
  void abandon();
}
