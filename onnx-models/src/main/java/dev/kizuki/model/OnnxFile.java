package dev.kizuki.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads and changes the metadata of an ONNX file without touching its graph. The numbers of the
 * fields are those of {@code ModelProto} and {@code StringStringEntryProto} in <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
public final class OnnxFile {
  private static final int GRAPH = 7;
  private static final int METADATA = 14;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final UnknownFieldSet fields;

  private OnnxFile(UnknownFieldSet fields) {
    this.fields = fields;
  }

  /**
   * Reads the content of a file. The graph is not checked.
   *
   * @throws IllegalArgumentException if it is not an ONNX file
   */
  public static OnnxFile of(byte[] content) {
    try {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(content);
      if (!fields.hasField(GRAPH)) {
        throw new IllegalArgumentException("it is not an ONNX file: it has no graph");
      }
      return new OnnxFile(fields);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is not an ONNX file: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the SHA-256 of everything but the metadata, 64 hexadecimal digits. Two models with the
   * same digest give the same distances.
   */
  public String graphDigest() {
    return ModelFile.sha256(fields.toBuilder().clearField(METADATA).build().toByteArray());
  }

  /** Returns the text of a key in the metadata. */
  public Optional<String> metadata(String key) {
    return fields.getField(METADATA).getLengthDelimitedList().stream()
        .map(OnnxFile::entry)
        .filter(entry -> text(entry, KEY).equals(key))
        .map(entry -> text(entry, VALUE))
        .findFirst();
  }

  /** Returns the content of the file with another text for a key in the metadata. */
  public byte[] withMetadata(String key, String value) {
    Field.Builder entries = Field.newBuilder();
    for (ByteString bytes : fields.getField(METADATA).getLengthDelimitedList()) {
      if (!text(entry(bytes), KEY).equals(key)) {
        entries.addLengthDelimited(bytes);
      }
    }
    UnknownFieldSet entry =
        UnknownFieldSet.newBuilder().addField(KEY, text(key)).addField(VALUE, text(value)).build();
    entries.addLengthDelimited(entry.toByteString());
    return fields.toBuilder().addField(METADATA, entries.build()).build().toByteArray();
  }

  private static UnknownFieldSet entry(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("its metadata are damaged: " + e.getMessage(), e);
    }
  }

  private static String text(UnknownFieldSet entry, int field) {
    return entry.getField(field).getLengthDelimitedList().stream()
        .reduce((first, last) -> last)
        .map(ByteString::toStringUtf8)
        .orElse("");
  }

  private static Field text(String value) {
    return Field.newBuilder()
        .addLengthDelimited(ByteString.copyFrom(value, StandardCharsets.UTF_8))
        .build();
  }
}
