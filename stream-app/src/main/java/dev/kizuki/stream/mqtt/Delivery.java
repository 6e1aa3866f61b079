package dev.kizuki.stream.mqtt;

/**
 * A message that is not acknowledged yet.
 *
 * @param message the message that the broker delivered
 * @param receipt answers the broker
 */
public record Delivery(MqttMessage message, Receipt receipt) {
  /** The answer to one delivery. */
  public interface Receipt {
    /**
     * Acknowledges the message. If its connection is lost, the broker delivers the message again.
     */
    void acknowledge();

    /** Returns whether the connection that delivered the message still stands. */
    boolean isCurrent();

    /**
     * Resets the connection, so that the broker delivers all messages again that are not
     * acknowledged.
     *
     * @param reason one sentence for the log
     */
    void redeliver(String reason);
  }

  /** Acknowledges the message. */
  public void acknowledge() {
    receipt.acknowledge();
  }

  /** Returns whether the connection that delivered the message still stands. */
  public boolean isCurrent() {
    return receipt.isCurrent();
  }

  /** Resets the connection, see {@link Receipt#redeliver}. */
  public void redeliver(String reason) {
    receipt.redeliver(reason);
  }
}
