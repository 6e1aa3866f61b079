package dev.kizuki.trainer.encoder;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.onnx.ImportedGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An encoder that a user brings as an ONNX file, such as a pretrained backbone. */
public final class UserEncoder {
  /** The message of ONNX Runtime about a file that is too new. */
  private static final Pattern NEWEST_IR = Pattern.compile("max supported IR version: ([0-9]+)");

  private static final Pattern NEWEST_OPSET =
      Pattern.compile("official support for domain ai\\.onnx is till opset ([0-9]+)");

  /** The side of the images for which shapes are listed, if the encoder takes any size. */
  private static final int USUAL_SIDE = 224;

  private final ImportedGraph encoder;
  private final DeclaredInput input;
  private final List<String> layers;

  private UserEncoder(ImportedGraph encoder, DeclaredInput input, List<String> layers) {
    this.encoder = encoder;
    this.input = input;
    this.layers = layers;
  }

  /**
   * Reads the file.
   *
   * @param layers the names of tensors or nodes of the graph, or empty for its first output
   * @throws ModelException if the file cannot be used; the message says what to change, or lists
   *     the layers
   */
  public static UserEncoder read(Path path, List<String> layers) {
    ImportedGraph encoder = ImportedGraph.read(path);
    if (encoder.outputs().isEmpty()) {
      throw new ModelException(path, "it has no output");
    }
    DeclaredInput input = new DeclaredInput(encoder);
    List<String> found = new ArrayList<>();
    for (String name : layers.isEmpty() ? encoder.outputs().subList(0, 1) : layers) {
      String tensor =
          encoder
              .find(name)
              .orElseThrow(
                  () ->
                      new ModelException(
                          path,
                          "it has no tensor or node '%s'; %s"
                              .formatted(name, candidates(encoder, input))));
      if (!found.contains(tensor)) {
        found.add(tensor);
      }
    }
    return new UserEncoder(encoder, input, List.copyOf(found));
  }

  /** Lists the last tensor of each shape, which is the most processed one of its stage. */
  private static String candidates(ImportedGraph encoder, DeclaredInput input) {
    Preprocessing images =
        new Preprocessing(
            input.channels() == 1 ? 1 : 3,
            input.height() > 0 ? input.height() : USUAL_SIDE,
            input.width() > 0 ? input.width() : USUAL_SIDE,
            Resize.STRETCH);
    Map<String, String> lastByShape = new LinkedHashMap<>();
    try {
      List<String> tensors = encoder.tensors();
      OnnxGraph graph = behindOurInput(encoder, input, images, input.normalisation(""));
      Map<String, GraphRunner.Output> outputs = outputs(graph, images, tensors, 1);
      for (String name : tensors) {
        layer(outputs, name, images, input.channelsLast())
            .filter(layer -> layer.isVector() || layer.rows() * layer.columns() > 1)
            .ifPresent(
                layer -> {
                  lastByShape.remove(layer.sizes());
                  lastByShape.put(layer.sizes(), name);
                });
      }
    } catch (IllegalArgumentException | ModelException e) {
      return "its outputs are %s (other layers could not be listed: %s)"
          .formatted(encoder.outputs(), e.getMessage());
    }
    return "the last layer of each shape, for images of %d x %d:%s"
        .formatted(
            images.width(),
            images.height(),
            lastByShape.entrySet().stream()
                .map(entry -> "%n  %s %s".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining()));
  }

  private static OnnxGraph behindOurInput(
      ImportedGraph encoder,
      DeclaredInput input,
      Preprocessing shape,
      Normalisation normalisation) {
    OnnxGraph prelude = new OnnxGraph();
    String image = prelude.imageInput(shape);
    return encoder.after(prelude, input.write(prelude, image, normalisation));
  }

  private static Map<String, GraphRunner.Output> outputs(
      OnnxGraph graph, Preprocessing shape, List<String> tensors, int images) {
    OnnxGraph probe = graph.copy();
    tensors.forEach(name -> probe.inferredOutput(ImportedGraph.tensor(name)));
    try (GraphRunner runner = new GraphRunner(probe.toBytes(), shape)) {
      return runner.outputs(images);
    }
  }

  private static Optional<Layer> layer(
      Map<String, GraphRunner.Output> outputs,
      String name,
      Preprocessing shape,
      boolean lastByDefault) {
    return Optional.ofNullable(outputs.get(ImportedGraph.tensor(name)))
        .flatMap(output -> Layer.of(name, output, shape, lastByDefault));
  }

  /** The SHA-256 of the file, 64 hexadecimal digits. */
  public String sha256() {
    return encoder.sha256();
  }

  /** The input that the file declares. */
  public DeclaredInput input() {
    return input;
  }

  /** The names of the tensors that are used. */
  public List<String> layerNames() {
    return layers;
  }

  /**
   * Recognises the layers by running the graph on two images, because only then a fixed batch size
   * shows.
   *
   * @param shape the shape of the images
   * @throws ModelException if the encoder does not accept the images, or a layer does not fit
   * @throws IllegalArgumentException if the options contradict the encoder
   */
  public EncoderLayers layers(Preprocessing shape, Normalisation normalisation) {
    input.require(shape);
    normalisation.requireFor(shape);
    ImportedGraph asDeclared = encoder.upTo(layers);
    ImportedGraph open = encoder.withOpenBatch().upTo(layers);
    boolean fixed = input.batch() > 0;
    try {
      return layers(fixed ? open : asDeclared, shape, normalisation);
    } catch (IllegalArgumentException first) {
      try {
        return layers(fixed ? asDeclared : open, shape, normalisation);
      } catch (IllegalArgumentException second) {
        first.addSuppressed(second);
        throw new ModelException(
            encoder.path(), refusal(shape, String.valueOf(first.getMessage())), first);
      }
    }
  }

  private EncoderLayers layers(
      ImportedGraph part, Preprocessing shape, Normalisation normalisation) {
    OnnxGraph graph = behindOurInput(part, input, shape, normalisation);
    Map<String, GraphRunner.Output> outputs = outputs(graph, shape, layers, 2);
    List<Layer> recognised = new ArrayList<>();
    for (String name : layers) {
      GraphRunner.Output output = outputs.get(ImportedGraph.tensor(name));
      if (output == null || output.shape().isEmpty() || output.shape().get(0) != 2) {
        throw new IllegalArgumentException(
            "two images give '%s' the shape %s; export it with a dynamic batch axis"
                .formatted(name, output == null ? "of no tensor" : output.shape()));
      }
      recognised.add(
          layer(outputs, name, shape, input.channelsLast())
              .orElseThrow(() -> noLayer(name, output)));
    }
    return new EncoderLayers(part, graph, shape, recognised);
  }

  private ModelException noLayer(String name, GraphRunner.Output output) {
    return new ModelException(
        encoder.path(),
        "its layer '%s' is %s %s; a layer is a map (N, channels, rows, columns) or a vector (N, channels), float32 or float16%s"
            .formatted(
                name,
                output.shape(),
                output.type(),
                output.shape().size() == 3
                    ? ". Tokens of a transformer must be reshaped to a map before the export"
                    : ""));
  }

  /** Turns the words of ONNX Runtime into ours where the cause is known. */
  private String refusal(Preprocessing shape, String message) {
    Matcher ir = NEWEST_IR.matcher(message);
    if (ir.find()) {
      return "it has IR version %d, and ONNX Runtime here reads %s at most: export it with an older onnx package, or set model.ir_version = %s and save it again"
          .formatted(encoder.irVersion(), ir.group(1), ir.group(1));
    }
    Matcher opset = NEWEST_OPSET.matcher(message);
    if (opset.find()) {
      return "it uses opset %d, and ONNX Runtime here reads %s at most: export it with an older opset (opset_version=17)"
          .formatted(encoder.opset(), opset.group(1));
    }
    return "it does not take two images of %d x %d x %d at once (an export with a dynamic batch axis, dynamic_axes={\"%s\": {0: \"N\"}}, another --size, or %s may help): %s"
        .formatted(
            shape.channels(),
            shape.height(),
            shape.width(),
            encoder.inputName(),
            shape.channels() == 1 ? "--colour" : "no --colour",
            message);
  }
}
