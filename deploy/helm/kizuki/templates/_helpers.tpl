{{- define "kizuki.shortName" -}}
{{- default .Chart.Name .Values.nameOverride -}}
{{- end }}
{{- /* The name of all objects. Kubernetes allows 52 characters for a StatefulSet: it appends a hash, up to 63. */ -}}
{{- define "kizuki.name" -}}
{{- $short := include "kizuki.shortName" . -}}
{{- $name := contains $short .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $short) -}}
{{- default $name .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- end }}
{{- define "kizuki.serviceAccount" -}}
{{- default (.Values.serviceAccount.create | ternary (include "kizuki.name" .) "default") .Values.serviceAccount.name -}}
{{- end }}
{{- define "kizuki.selector" -}}
app.kubernetes.io/name: {{ include "kizuki.shortName" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "kizuki.labels" -}}
{{ include "kizuki.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
