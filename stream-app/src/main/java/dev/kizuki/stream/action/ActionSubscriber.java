package dev.kizuki.stream.action;

import dev.kizuki.stream.action.MqttAction.MalformedActionException;
import dev.kizuki.stream.config.MqttConfiguration;
import dev.kizuki.stream.metrics.ActionMetrics;
import dev.kizuki.stream.mqtt.Delivery;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes operators' actions from MQTT and writes them to Kafka. A message is acknowledged after
 * Kafka has it, and the broker keeps messages while the service is away, so that no action is lost.
 */
public final class ActionSubscriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActionSubscriber.class);

  private final ActionWriter writer;
  private final ActionMetrics metrics;
  private final Clock clock;
  private final MqttConnection connection;
  private final Set<MqttAction.Flaw> logged = EnumSet.noneOf(MqttAction.Flaw.class);

  /**
   * @param writer this object closes it
   */
  public ActionSubscriber(
      MqttPort port,
      MqttConfiguration mqtt,
      ActionWriter writer,
      ActionMetrics metrics,
      Clock clock) {
    this.writer = writer;
    this.metrics = metrics;
    this.clock = clock;
    this.connection =
        new MqttConnection(
            port,
            new MqttSettings(
                MqttAccess.of(mqtt),
                mqtt.clientId() + "-actions",
                mqtt.receiveMaximum(),
                mqtt.sessionExpiry(),
                mqtt.keepAlive()),
            MqttSubscriptions.of(List.of(filter(mqtt))),
            this::arrived);
  }

  /**
   * Returns the filter of actions. An action comes to one instance only if there is a shared group.
   */
  private static String filter(MqttConfiguration mqtt) {
    return mqtt.sharedGroup().isEmpty()
        ? mqtt.actions()
        : "$share/%s/%s".formatted(mqtt.sharedGroup(), mqtt.actions());
  }

  /** Begins to connect and subscribe; reconnects until it is closed. */
  public void start() {
    connection.start();
  }

  /** Returns whether the client is connected and subscribed. */
  public boolean isReady() {
    return connection.isReady();
  }

  private void arrived(Delivery delivery) {
    MqttAction action;
    try {
      action = MqttAction.read(delivery.message().payload());
    } catch (MalformedActionException e) {
      refuse(e);
      delivery.acknowledge();
      return;
    }
    var unused = // the callback gets the result
        writer
            .write(action.device(), action.operatorAction(clock.instant()))
            .whenComplete(
                (nothing, failure) -> {
                  if (failure == null) {
                    metrics.taken();
                    delivery.acknowledge();
                  } else {
                    delivery.redeliver("Kafka did not take an action: " + failure);
                  }
                });
  }

  /** Logs each kind of malformed payloads once, because anybody may publish them often. */
  private void refuse(MalformedActionException e) {
    metrics.refused();
    boolean first;
    synchronized (logged) {
      first = logged.add(e.flaw());
    }
    if (first) {
      LOG.atWarn()
          .addKeyValue("flaw", e.flaw().code())
          .log("a message on mqtt.actions is no action, more are only counted: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    connection.close();
    writer.close();
  }
}
