extension DecoderFamily {
  /// GPT-2. Radford et al.: *Language Models are Unsupervised Multitask Learners* (2019).
  static let gpt2 = DecoderFamily(
    architecture: "gpt2",
    names: DecoderNames(
      prefix: "transformer.", words: "wte", positions: "wpe", layers: "h", attentionNorm: "ln_1", innerNorm: "ln_2",
      projections: ["attn.c_attn"], attentionOutput: "attn.c_proj", innerInputs: ["mlp.c_fc"],
      innerOutput: "mlp.c_proj", finalNorm: "ln_f", areTransposed: true, ignored: [".attn.bias", ".attn.masked_bias"])
  ) { (folder) throws(ModelError) in
    try folder.require("scale_attn_weights", isOneOf: [], or: "true")
    try folder.require("scale_attn_by_inverse_layer_idx", isOneOf: [], or: "false")
    try folder.require("add_cross_attention", isOneOf: [], or: "false")
    let (width, heads) = (try folder.positive("n_embd"), try folder.positive("n_head"))
    guard width % heads == 0 else {
      throw ModelError("config.json", "n_head", found: "\(heads)", expected: "a divisor of n_embd, \(width)")
    }
    return DecoderConfiguration(
      width: width, innerWidth: try folder.positive("n_inner", default: 4 * width),
      layers: try folder.positive("n_layer"), heads: heads, keyHeads: heads, headWidth: width / heads,
      vocabulary: try folder.positive("vocab_size"), maximalLength: try folder.positive("n_positions", default: 1024),
      normalisation: .layer, epsilon: try folder.positiveNumber("layer_norm_epsilon", default: 1e-5),
      activation: try folder.activation("activation_function", default: "gelu_new"), isGated: false,
      positions: .learned, window: nil, isTied: try folder.truth("tie_word_embeddings", default: true),
      hasQueryBias: true, hasOutputBias: true, hasInnerBias: true)
  }
}
