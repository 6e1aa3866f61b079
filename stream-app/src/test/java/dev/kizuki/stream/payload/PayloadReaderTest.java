package dev.kizuki.stream.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.EnvelopeFields;
import dev.kizuki.stream.config.ImageSubscription;
import dev.kizuki.stream.config.PayloadKind;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReaderTest {
  private static final int MOST = 1000;
  private static final EnvelopeFields ALL_FIELDS =
      new EnvelopeFields("/data/0/img", "id", "seq", "/meta/ts");

  private final byte[] image = new byte[500];

  PayloadReaderTest() {
    // holds each digit of base64, so the two that differ between the alphabets too
    new Random(1).nextBytes(image);
  }

  private static PayloadReader reader(PayloadKind kind, @Nullable EnvelopeFields fields) {
    return PayloadReader.of(new ImageSubscription("a/{device}", null, kind, fields), MOST);
  }

  private static Payload read(PayloadKind kind, String text) {
    return reader(kind, null).read(text.getBytes(UTF_8));
  }

  private static Payload.Unpacked unpacked(PayloadKind kind, String text) {
    Payload payload = read(kind, text);
    assertThat(payload).as(String.valueOf(payload)).isInstanceOf(Payload.Unpacked.class);
    return (Payload.Unpacked) payload;
  }

  private static Rejection rejection(Payload payload) {
    return ((Payload.Unreadable) payload).rejection();
  }

  private static void assertMalformed(PayloadKind kind, String text, String detail) {
    Rejection rejection = rejection(read(kind, text));
    assertThat(rejection.reason()).isEqualTo(RejectionReason.MALFORMED_PAYLOAD);
    assertThat(rejection.detail()).contains(detail).contains("payload: " + kind.code());
    assertThat(rejection.detail().length()).isLessThan(400);
  }

  private String base64() {
    return Base64.getEncoder().encodeToString(image);
  }

  @Test
  void anImageStaysAsItCame() {
    assertThat(reader(PayloadKind.IMAGE, null).read(new byte[5000]))
        .isInstanceOf(Payload.AsItCame.class);
  }

  @Test
  void readsBase64AsDevicesWriteIt() {
    String mime = Base64.getMimeEncoder().encodeToString(image);
    String url = Base64.getUrlEncoder().encodeToString(image);
    assertThat(url).contains("-").contains("_");
    String bare = base64().replace("=", "");
    for (String text :
        new String[] {
          base64(),
          mime,
          mime.replace("\r", ""),
          url,
          bare,
          " \n" + base64() + "\r\n\0\0",
          "\ufeff" + bare
        }) {
      assertThat(unpacked(PayloadKind.BASE64, text).image()).isEqualTo(image);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/jpeg;base64,",
        "data:;base64,",
        "DATA:image/png;BASE64,",
        "data:image/png;charset=utf-8;base64, ",
        "\n data:image/jpeg;base64,\n",
      })
  void readsADataUriWithItsMediaType(String head) {
    Payload.Unpacked payload = unpacked(PayloadKind.DATA_URI, head + base64());
    assertThat(payload.image()).isEqualTo(image);
    assertThat(payload.contentType()).isIn("image/jpeg", "image/png", null);
  }

  @Test
  void readsADataUriWithPercentSigns() {
    String escaped = base64().replace("+", "%2B").replace("/", "%2f").replace("=", "%3D");
    assertThat(unpacked(PayloadKind.DATA_URI, "data:image/png;base64," + escaped).image())
        .isEqualTo(image);
    assertThat(unpacked(PayloadKind.DATA_URI, "data:image/png,%89PNG%00").image())
        .containsExactly(0x89, 'P', 'N', 'G', 0);
  }

  @Test
  void readsTheFieldsOfJson() {
    String json =
        """
        {"id": "hall1/camera3", "seq": 17, "meta": {"ts": 1767323045.678},
         "data": [{"img": "%s", "other": [1, {"a": null}]}]}
        """
            .formatted(base64());
    Payload.Unpacked payload =
        (Payload.Unpacked) reader(PayloadKind.JSON, ALL_FIELDS).read(json.getBytes(UTF_8));
    assertThat(payload.image()).isEqualTo(image);
    assertThat(payload.device()).isEqualTo("hall1/camera3");
    assertThat(payload.sequence()).isEqualTo("17");
    assertThat(payload.capturedAt()).isEqualTo("1767323045.678");
    assertThat(payload.contentType()).isNull();
  }

  @Test
  void readsADataUriInJson() {
    Payload.Unpacked payload =
        unpacked(PayloadKind.JSON, "{\"image\": \"data:image/png;base64,%s\"}".formatted(base64()));
    assertThat(payload.image()).isEqualTo(image);
    assertThat(payload.contentType()).isEqualTo("image/png");
    assertThat(payload.device()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\": [{\"img\": \"AAAA\"}]}",
        "{\"data\": [{\"img\": \"AAAA\"}], \"id\": null, \"seq\": {}, \"meta\": 1}",
        "{\"data\": [{\"img\": \"AAAA\"}], \"id\": \" \", \"seq\": true, \"meta\": {\"ts\": []}}",
      })
  void fieldsThatAreMissingOrNoTextAreNotThere(String json) {
    Payload.Unpacked payload =
        (Payload.Unpacked) reader(PayloadKind.JSON, ALL_FIELDS).read(json.getBytes(UTF_8));
    assertThat(payload.image()).containsExactly(0, 0, 0);
    assertThat(payload.device()).isNull();
    assertThat(payload.sequence()).isNull();
    assertThat(payload.capturedAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BASE64   | AAA*AAAA                         | the byte 0x2a at 3 is not base64",
        "BASE64   | data:image/png;base64,AAAA       | is not base64",
        "BASE64   | AAAAA                            | cut off",
        "BASE64   | AA==AAAA                         | cut off",
        "BASE64   | {\"image\": \"AAAA\"}            | is not base64",
        "DATA_URI | AAAA                             | does not begin with 'data:'",
        "DATA_URI | data:image/png;base64            | no comma",
        "DATA_URI | data:image/png;base64,A*         | is not base64",
        "DATA_URI | data:image/png,%8                | % without two digits at 0",
        "DATA_URI | data:image/png,a%zz              | % without two digits at 1",
        "JSON     | AAAA                             | the JSON is damaged",
        "JSON     | {\"image\": \"AAAA\"             | the JSON is damaged",
        "JSON     | {\"image\": \"AAAA\"} x          | the JSON is damaged",
        "JSON     | {\"img\": \"AAAA\", \"id\": 1}   | no field 'image'; it has img, id",
        "JSON     | {\"image\": null}                | no field 'image'",
        "JSON     | {\"image\": [1, 2]}              | the field 'image' is not text",
        "JSON     | {\"image\": 7}                   | the field 'image' is not text",
        "JSON     | {\"image\": \"A*\"}              | the field 'image': the byte 0x2a at 1",
        "JSON     | [\"AAAA\"]                       | no field 'image'",
        "JSON     | \"AAAA\"                         | no field 'image'",
        "JSON     | 7                                | no field 'image'",
      })
  void saysWhyAPayloadIsMalformed(PayloadKind kind, String text, String detail) {
    assertMalformed(kind, text, detail);
  }

  @Test
  void readsNeitherDeepNorLongJson() {
    assertMalformed(PayloadKind.JSON, "[".repeat(1200), "damaged");
    assertMalformed(PayloadKind.JSON, "{\"image\": " + "9".repeat(2000) + "}", "");
    assertMalformed(PayloadKind.JSON, "{\"%s\": 1}".formatted("n".repeat(900)), "no field");
  }

  @ParameterizedTest
  @EnumSource(
      value = PayloadKind.class,
      names = {"DATA_URI", "BASE64", "JSON"})
  void anEmptyPayloadIsEmpty(PayloadKind kind) {
    for (String text : new String[] {"", " \r\n", "\0", "\ufeff"}) {
      assertThat(rejection(read(kind, text)).reason()).isEqualTo(RejectionReason.EMPTY);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PayloadKind.class,
      names = {"DATA_URI", "BASE64", "JSON"})
  void thePayloadMayBeLargerThanTheImageByThePacking(PayloadKind kind) {
    int most = MOST + MOST / 2 + 64 * 1024;
    assertThat(rejection(reader(kind, null).read(new byte[most + 1])).reason())
        .isEqualTo(RejectionReason.TOO_MANY_BYTES);
    assertThat(rejection(reader(kind, null).read(new byte[most])).reason())
        .isEqualTo(RejectionReason.EMPTY);
  }

  @ParameterizedTest
  @EnumSource(PayloadKind.class)
  void noPayloadCausesAnException(PayloadKind kind) {
    PayloadReader reader = reader(kind, kind == PayloadKind.JSON ? ALL_FIELDS : null);
    byte[] valid =
        (switch (kind) {
              case JSON -> "{\"data\":[{\"img\":\"%s\"}],\"id\":1}".formatted(base64());
              case DATA_URI -> "data:image/png;base64," + base64();
              default -> base64();
            })
            .getBytes(US_ASCII);
    Random random = new Random(2);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
      for (int flips = random.nextInt(6); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertThat(reader.read(damaged)).isNotNull();
    }
  }
}
