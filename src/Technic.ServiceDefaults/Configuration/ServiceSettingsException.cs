namespace Technic.ServiceDefaults;

/// <summary>A setting of a service is invalid. The message is one sentence that names the setting and contains no secrets.</summary>
public sealed class ServiceSettingsException(string message, Exception? inner = null) : Exception(message, inner);
