package dev.kizuki.model;

import java.util.Map;

/**
 * The origin of a model, with everything that is needed to train it again.
 *
 * @param dataSha256 the SHA-256 of the pixels of all its images, in order
 * @param trainingImages the number of normal images for the network and the covariance
 * @param validationImages the number of other normal images, used to choose the feature and to stop
 *     the training
 * @param calibrationImages the number of other normal images, used for the threshold
 * @param seed the seed of the split, the weights, the noise and the golden images
 * @param settings the settings of the training, by the names of the command line
 * @param software the versions of the software that made it
 */
public record Provenance(
    String dataSha256,
    int trainingImages,
    int validationImages,
    int calibrationImages,
    long seed,
    Map<String, String> settings,
    Map<String, String> software) {}
