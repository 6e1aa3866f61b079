package dev.kizuki.stream.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT topics of one instance's canaries, and the token that tells its canaries from everybody
 * else's messages. Each start has a new token of 128 random bits. The name of a device tells
 * nothing: a device may have any name.
 *
 * <p>Devices must not have the right to read or write {@code kizuki/#}.
 */
public final class CanaryChannel {
  /** The MQTT topic of the verdicts on canaries. Subscribers to devices' alerts do not see them. */
  public static final DeviceTopic VERDICTS = new DeviceTopic("kizuki/canary/{device}");

  /** The filter of the canaries of all instances. */
  public static final String ALL_IMAGES = "kizuki/canary/images/+/+";

  /** The MQTT user property that carries the token. */
  static final String TOKEN = "kizuki-canary-token";

  private static final String IMAGES = "kizuki/canary/images/";
  private static final int TOKEN_BYTES = 16;
  private static final Pattern NOT_IN_A_LEVEL = Pattern.compile("[/+#{}\\p{Cntrl}]");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,6}");

  private final String instance;
  private final String token;

  private CanaryChannel(String instance, String token) {
    this.instance = instance;
    this.token = token;
  }

  /**
   * Makes the channel of one start of an instance.
   *
   * @param clientId the MQTT client identifier of the instance
   */
  public static CanaryChannel open(String clientId) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return new CanaryChannel(level(clientId), HexFormat.of().formatHex(random));
  }

  /** The client identifier as one level of a topic. */
  private static String level(String clientId) {
    return NOT_IN_A_LEVEL.matcher(clientId).replaceAll("_");
  }

  /** The filter that subscribes to the canaries of an instance, and to no other message. */
  public static String filter(String clientId) {
    return IMAGES + level(clientId) + "/+";
  }

  /** Returns whether a topic is one of canaries, of any instance. No device sends images there. */
  public static boolean covers(String topic) {
    return topic.startsWith(IMAGES);
  }

  /**
   * The topic that the canaries are sent on. The index of the model, from 0, takes the place of the
   * device.
   */
  public DeviceTopic images() {
    return new DeviceTopic(IMAGES + instance + "/{device}");
  }

  /** The user properties of a canary. */
  public Map<String, String> properties() {
    return Map.of(TOKEN, token);
  }

  /** The name of the canaries of a model, in events and as the key of their Kafka records. */
  public String name(int model) {
    return "kizuki-canary." + model + "." + instance;
  }

  /**
   * The index of the model that a message is a canary for.
   *
   * @return empty if the message is not a canary of this start of this instance
   */
  public OptionalInt model(String topic, Map<String, String> userProperties) {
    String prefix = IMAGES + instance + "/";
    if (!topic.startsWith(prefix) || !isOurs(userProperties.get(TOKEN))) {
      return OptionalInt.empty();
    }
    String index = topic.substring(prefix.length());
    return INDEX.matcher(index).matches()
        ? OptionalInt.of(Integer.parseInt(index))
        : OptionalInt.empty();
  }

  private boolean isOurs(@Nullable String given) {
    // takes the same time for every wrong token
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }
}
