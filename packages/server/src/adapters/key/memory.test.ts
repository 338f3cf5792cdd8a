import { kmsContract } from '../../ports/kms.contract.ts'
import { memoryKms } from './memory.ts'

kmsContract('memory', async () => memoryKms())
