import Foundation

extension DecoderFamily {
  /// Llama, versions 1 to 3. Touvron et al. (arXiv 2302.13971).
  static let llama = DecoderFamily(architecture: "llama", names: llamaNames()) { (folder) throws(ModelError) in
    var configuration = try llamaConfiguration(folder)
    configuration.hasQueryBias = try folder.truth("attention_bias", default: false)
    configuration.hasOutputBias = configuration.hasQueryBias
    configuration.hasInnerBias = try folder.truth("mlp_bias", default: false)
    return configuration
  }

  /// Mistral: Llama with a window. Jiang et al. (arXiv 2310.06825).
  static let mistral = DecoderFamily(architecture: "mistral", names: llamaNames()) { (folder) throws(ModelError) in
    var configuration = try llamaConfiguration(folder)
    configuration.window = try window(folder)
    return configuration
  }

  /// Qwen 2 and 2.5: Llama whose queries, keys and values have biases. Yang et al. (arXiv 2407.10671).
  static let qwen2 = DecoderFamily(architecture: "qwen2", names: llamaNames()) { (folder) throws(ModelError) in
    try folder.require("use_sliding_window", isOneOf: [], or: "false")
    var configuration = try llamaConfiguration(folder)
    configuration.hasQueryBias = true
    return configuration
  }

  /// Phi-3: Llama with a window, and with weights of queries, keys and values, and of gate and values, below each other. Abdin et
  /// al. (arXiv 2404.14219).
  static let phi3 = DecoderFamily(
    architecture: "phi3", names: llamaNames(projections: ["self_attn.qkv_proj"], innerInputs: ["mlp.gate_up_proj"])
  ) { (folder) throws(ModelError) in
    var configuration = try llamaConfiguration(folder)
    configuration.window = try window(folder)
    return configuration
  }

  private static func llamaNames(
    projections: [String] = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
    innerInputs: [String] = ["mlp.gate_proj", "mlp.up_proj"]
  ) -> DecoderNames {
    DecoderNames(
      prefix: "model.", words: "embed_tokens", positions: "", layers: "layers", attentionNorm: "input_layernorm",
      innerNorm: "post_attention_layernorm", projections: projections, attentionOutput: "self_attn.o_proj",
      innerInputs: innerInputs, innerOutput: "mlp.down_proj", finalNorm: "norm", ignored: [".rotary_emb.inv_freq"])
  }

  private static func window(_ folder: ModelFolder) throws(ModelError) -> Int? {
    folder.configuration["sliding_window"] == nil ? nil : try folder.positive("sliding_window")
  }

  private static func llamaConfiguration(_ folder: ModelFolder) throws(ModelError) -> DecoderConfiguration {
    let (width, heads) = (try folder.positive("hidden_size"), try folder.positive("num_attention_heads"))
    let keyHeads = try folder.positive("num_key_value_heads", default: heads)
    guard heads % keyHeads == 0 else {
      throw ModelError("config.json", "num_key_value_heads", found: "\(keyHeads)", expected: "a divisor of \(heads)")
    }
    let headWidth = try folder.positive("head_dim", default: max(1, width / heads))
    guard folder.configuration["head_dim"] != nil || headWidth * heads == width else {
      throw ModelError("config.json", "num_attention_heads", found: "\(heads)", expected: "a divisor of \(width)")
    }
    return DecoderConfiguration(
      width: width, innerWidth: try folder.positive("intermediate_size"),
      layers: try folder.positive("num_hidden_layers"), heads: heads, keyHeads: keyHeads, headWidth: headWidth,
      vocabulary: try folder.positive("vocab_size"),
      maximalLength: try folder.positive("max_position_embeddings", default: 2048), normalisation: .rootMeanSquare,
      epsilon: try folder.positiveNumber("rms_norm_eps", default: 1e-6),
      activation: try folder.activation("hidden_act", default: "silu"), isGated: true,
      positions: .rotary(frequencies: try frequencies(folder, headWidth: headWidth)), window: nil,
      isTied: try folder.truth("tie_word_embeddings", default: false), hasQueryBias: false, hasOutputBias: false,
      hasInnerBias: false)
  }

  /// The angles of the rotations: θ to the power −2i/w, stretched as the configuration says. Newer files have all of it under
  /// `rope_parameters`, older ones `rope_theta` and, if there is a stretching, `rope_scaling`.
  private static func frequencies(_ folder: ModelFolder, headWidth: Int) throws(ModelError) -> [Double] {
    let newer = folder.configuration["rope_parameters"]
    let scaling = newer ?? folder.configuration["rope_scaling"]
    func number(_ field: String, _ usual: Double? = nil) throws(ModelError) -> Double {
      let node = scaling?[field]
      guard let value = node == nil ? usual : node?.double, value > 0, value.isFinite else {
        throw ModelError("config.json", field, found: node?.kind ?? "nothing", expected: "a positive number")
      }
      return value
    }
    let outside = try folder.positiveNumber("rope_theta", default: 10_000)
    let theta = newer == nil ? outside : try number("rope_theta", outside)
    let part = try folder.positiveNumber(
      "partial_rotary_factor", default: newer?["partial_rotary_factor"]?.double ?? 1)
    let turned = Int(Double(headWidth) * part)
    guard part <= 1, turned % 2 == 0 else {
      throw ModelError(
        "config.json", "partial_rotary_factor", found: "\(part)", expected: "an even number of \(headWidth) columns")
    }
    let plain = (0..<turned / 2).map { pow(theta, -2 * Double($0) / Double(turned)) }
    let kind = (scaling?["rope_type"] ?? scaling?["type"])?.text ?? "default"
    switch kind {
    case "default": return plain
    case "linear":
      let factor = try number("factor")
      return plain.map { $0 / factor }
    case "llama3":
      let (factor, low, high) = (
        try number("factor"), try number("low_freq_factor"), try number("high_freq_factor")
      )
      let length = try number("original_max_position_embeddings")
      guard low < high else {
        throw ModelError(
          "config.json", "low_freq_factor", found: "\(low)", expected: "less than high_freq_factor, \(high)")
      }
      // Turns within the original length: few of them are stretched, many stay, and between is a blend.
      return plain.map { frequency in
        let blend = min(1, max(0, (length * frequency / (2 * .pi) - low) / (high - low)))
        return (1 - blend) * frequency / factor + blend * frequency
      }
    default:
      throw ModelError(
        "config.json", "rope_type", found: kind, expected: "default, linear or llama3; others are not built")
    }
  }
}
