package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.NotSentException;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.RefusedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Paho client, used for one connection. */
final class PahoLink implements MqttLink {
  private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
  private static final long TIMEOUT_MS = 15_000;
  private static final int QOS = 1;
  private static final int MOST_IN_FLIGHT = 100;

  /** MQTT 5, section 2.4: reason codes from 0x80 are refusals. */
  private static final int FIRST_REFUSAL = 0x80;

  private static final int SESSION_TAKEN_OVER = 0x8e;

  /** MQTT 5, section 3.8.3.1: no retained messages for a subscription that existed before. */
  private static final int RETAINED_ONLY_IF_NEW = 1;

  private final MqttAsyncClient client;
  private final MqttConnectionOptions options;
  private final Payloads payloads;
  private final Listener listener;
  private volatile int mostInFlight = 1;

  PahoLink(
      MqttAsyncClient client, MqttConnectionOptions options, Payloads payloads, Listener listener) {
    this.client = client;
    this.options = options;
    this.payloads = payloads;
    this.listener = listener;
    client.setManualAcks(true);
    client.setCallback(new Callbacks());
  }

  @Override
  public void connect() throws MqttFailure {
    try {
      IMqttToken token = client.connect(options);
      token.waitForCompletion(TIMEOUT_MS);
      mostInFlight = mostInFlight(token);
    } catch (MqttException e) {
      int code = e.getReasonCode();
      throw code >= FIRST_REFUSAL && code <= 0xff
          ? new MqttFailure(reason(e), code)
          : new MqttFailure(reason(e), e);
    }
  }

  /** MQTT 5, section 3.2.2.3.3: what the broker takes without an acknowledgement. */
  private static int mostInFlight(IMqttToken connected) {
    MqttProperties properties = connected.getResponseProperties();
    Integer told = properties == null ? null : properties.getReceiveMaximum();
    return told == null ? MOST_IN_FLIGHT : Math.max(1, Math.min(MOST_IN_FLIGHT, told));
  }

  @Override
  public void subscribe(String filter) throws MqttFailure {
    MqttSubscription wanted = new MqttSubscription(filter, QOS);
    wanted.setRetainHandling(RETAINED_ONLY_IF_NEW);
    OptionalInt refusal;
    try {
      IMqttToken token = client.subscribe(wanted);
      token.waitForCompletion(TIMEOUT_MS);
      // Paho keeps a refusal in the token and throws nothing
      refusal = refusal(token);
    } catch (MqttException e) {
      throw new MqttFailure(reason(e), e);
    }
    if (refusal.isPresent()) {
      throw new MqttFailure(
          "the broker refused the subscription to '%s' (code 0x%02x): allow it to the user of mqtt.username"
              .formatted(filter, refusal.getAsInt()),
          refusal.getAsInt());
    }
  }

  private static OptionalInt refusal(@Nullable IMqttToken token) {
    int[] codes = token == null ? null : token.getReasonCodes();
    return codes == null
        ? OptionalInt.empty()
        : Arrays.stream(codes).filter(code -> code >= FIRST_REFUSAL).findFirst();
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    MqttProperties properties = new MqttProperties();
    if (publication.contentType() != null) {
      properties.setContentType(publication.contentType());
    }
    properties.setUserProperties(
        publication.userProperties().entrySet().stream()
            .map(entry -> new UserProperty(entry.getKey(), entry.getValue()))
            .toList());
    try {
      client.publish(
          publication.topic(),
          new MqttMessage(publication.payload(), QOS, false, properties),
          null,
          new Completion(publication.topic(), done));
    } catch (MqttException e) {
      done.completeExceptionally(new NotSentException(reason(e), e));
    } catch (IllegalArgumentException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  @Override
  public void acknowledge(dev.kizuki.stream.mqtt.MqttMessage message) {
    if (message.qos() == 0) {
      // a QoS 0 message has no packet identifier
      return;
    }
    try {
      client.messageArrivedComplete(message.packetId(), QOS);
    } catch (MqttException e) {
      LOG.atDebug().setCause(e).log("not acknowledged, so it will be delivered again");
    }
  }

  @Override
  public int mostInFlight() {
    return mostInFlight;
  }

  @Override
  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public void close() {
    try {
      client.disconnect(1_000).waitForCompletion(2_000);
      client.close();
    } catch (MqttException | NullPointerException e) {
      abandon();
    }
  }

  @Override
  public void abandon() {
    try {
      client.disconnectForcibly(0, 1_000, false);
    } catch (MqttException | NullPointerException e) {
      // Paho throws the latter if it never opened a socket
      LOG.debug("an abandoned MQTT client could not disconnect", e);
    }
    try {
      client.close(true);
    } catch (MqttException | NullPointerException e) {
      LOG.debug("an abandoned MQTT client could not be closed", e);
    }
  }

  /** Paho's message with that of the deepest cause. */
  static String reason(MqttException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest == e ? String.valueOf(e.getMessage()) : e.getMessage() + ", " + deepest;
  }

  private record Completion(String topic, CompletableFuture<Void> done)
      implements MqttActionListener {
    @Override
    public void onSuccess(@Nullable IMqttToken token) {
      OptionalInt refusal = refusal(token);
      if (refusal.isPresent()) {
        done.completeExceptionally(new RefusedException(topic, refusal.getAsInt()));
      } else {
        done.complete(null);
      }
    }

    @Override
    public void onFailure(@Nullable IMqttToken token, @Nullable Throwable e) {
      done.completeExceptionally(e == null ? new IllegalStateException("not published") : e);
    }
  }

  private final class Callbacks implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      try {
        listener.arrived(translate(topic, message));
      } catch (RuntimeException e) {
        // Paho would drop the connection without a word
        LOG.atError().setCause(e).addKeyValue("topic", topic).log("a message could not be read");
        listener.lost(e.toString());
      }
    }

    private dev.kizuki.stream.mqtt.MqttMessage translate(String topic, MqttMessage message) {
      MqttProperties properties = message.getProperties();
      return new dev.kizuki.stream.mqtt.MqttMessage(
          new Publication(
              topic,
              payloads.collect(message.getPayload()),
              properties == null ? null : properties.getContentType(),
              properties == null ? Map.of() : userProperties(properties)),
          message.getQos(),
          message.getId());
    }

    private static Map<String, String> userProperties(MqttProperties properties) {
      if (properties.getUserProperties().isEmpty()) {
        return Map.of();
      }
      Map<String, String> all = new LinkedHashMap<>();
      for (UserProperty property : properties.getUserProperties()) {
        all.put(String.valueOf(property.getKey()), String.valueOf(property.getValue()));
      }
      return all;
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      listener.lost(
          response.getReturnCode() == SESSION_TAKEN_OVER
              ? "another client connected with the same mqtt.clientId; give each its own"
              : "code %d, %s".formatted(response.getReturnCode(), response.getException()));
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
      LOG.atWarn().setCause(e).addKeyValue("client", client.getClientId()).log("MQTT error");
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // each publication has a listener of its own
    }

    @Override
    public void connectComplete(boolean reconnect, String uri) {
      // subscribing here would deadlock (paho#999)
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // no extended authentication
    }
  }
}
