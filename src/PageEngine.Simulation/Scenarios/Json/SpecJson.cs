using System.Text.Json.Serialization;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Specs as JSON, by code that is made at build time: for scenarios, and for saved states.</summary>
/// <remarks>
/// Every property is written. Reading wants every property too: one that is missing gets the default of its type and
/// not that of the spec, because that is how generated code sets <c>init</c> properties. <see cref="SpecFiller"/> puts
/// missing ones in for texts that people wrote.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters =
    [
        typeof(SizeConverter),
        typeof(TimeConverter),
        typeof(CamelCaseEnumConverter<AdmissionPolicy>),
        typeof(CamelCaseEnumConverter<BalloonBehaviour>),
        typeof(CamelCaseEnumConverter<CompressorKind>),
        typeof(CamelCaseEnumConverter<CostPreset>),
        typeof(CamelCaseEnumConverter<DeviceBuffers>),
        typeof(CamelCaseEnumConverter<DeviceKind>),
        typeof(CamelCaseEnumConverter<DiskMirroring>),
        typeof(CamelCaseEnumConverter<FilePattern>),
        typeof(CamelCaseEnumConverter<LargePagePolicy>),
        typeof(CamelCaseEnumConverter<MemoryDepth>),
        typeof(CamelCaseEnumConverter<MemoryStateKind>),
        typeof(CamelCaseEnumConverter<NetworkHandover>),
        typeof(CamelCaseEnumConverter<OutOfMemoryAction>),
        typeof(CamelCaseEnumConverter<SharingScope>),
        typeof(CamelCaseEnumConverter<SharingIsolation>),
        typeof(CamelCaseEnumConverter<StopDecision>),
        typeof(CamelCaseEnumConverter<StopPolicyKind>),
        typeof(CamelCaseEnumConverter<VictimPolicyKind>),
    ])]
[JsonSerializable(typeof(HostSpec))]
[JsonSerializable(typeof(VmSpec))]
[JsonSerializable(typeof(ScenarioAction))]
[JsonSerializable(typeof(LinkSpec))]
[JsonSerializable(typeof(MigrationMethod))]
internal sealed partial class SpecJson : JsonSerializerContext;
